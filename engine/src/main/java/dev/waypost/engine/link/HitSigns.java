package dev.waypost.engine.link;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads from a request's method and headers what they give away about who sent it. */
public final class HitSigns {
  /** Names of headers that browsers and proxies mark speculative requests with. */
  private static final List<String> PREFETCH_HEADERS =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

  private static final List<String> PREFETCH_WORDS = List.of("prefetch", "prerender", "preview");

  /**
   * Parts of the User-Agents, in lower case, of link checkers that say who they are, of crawlers,
   * and of libraries that nobody reads mail with. Short on purpose: most mail scanners wear an
   * ordinary browser's, and only the timing tells.
   */
  static final List<String> SCANNERS =
      List.of(
          // mail scanners
          "barracuda",
          "mimecast",
          "proofpoint",
          "ironport",
          "safelinks",
          "symantec",
          "trendmicro",
          "fortinet",
          "cloudmark",
          "bitdefender",
          "virustotal",
          "google-safety",
          "microsoft office existence discovery",
          // crawlers and link previews, nearly all of which give a page about themselves
          "+http",
          "googlebot",
          "bingbot",
          "bingpreview",
          "crawler",
          "spider",
          "facebookexternalhit",
          "whatsapp/",
          "skypeuripreview",
          "telegrambot",
          "twitterbot",
          "slackbot",
          "linkedinbot",
          "headlesschrome",
          "phantomjs",
          // libraries, without those that mail programs on telephones load pictures with
          "curl/",
          "wget/",
          "python-requests",
          "python-urllib",
          "python-httpx",
          "aiohttp",
          "go-http-client",
          "java/",
          "apache-httpclient",
          "axios/",
          "node-fetch",
          "libwww-perl",
          "guzzlehttp",
          "scrapy");

  /** Parts of the User-Agents, in lower case, of image proxies that fetch when a person opens. */
  static final List<String> IMAGE_PROXIES = List.of("googleimageproxy", "yahoomailproxy");

  private static final String PRIVACY_PROXY = "Mozilla/5.0";

  private HitSigns() {}

  /**
   * The signs of one request; {@link Hit.Sign#ONE_CLICK} is in the body and for the caller to add.
   *
   * @param header looks a header up by its name, whose case does not matter
   */
  public static Set<Hit.Sign> of(String method, Function<String, Optional<String>> header) {
    var signs = EnumSet.noneOf(Hit.Sign.class);
    if (method.equals("HEAD")) {
      signs.add(Hit.Sign.HEAD);
    }
    if (PREFETCH_HEADERS.stream()
        .anyMatch(name -> header.apply(name).filter(HitSigns::isSpeculative).isPresent())) {
      signs.add(Hit.Sign.PREFETCH);
    }
    if (header.apply("Accept-Language").filter(value -> !value.isBlank()).isEmpty()) {
      signs.add(Hit.Sign.NO_LANGUAGE);
    }
    header
        .apply("User-Agent")
        .map(String::strip)
        .filter(agent -> !agent.isEmpty())
        .ifPresentOrElse(agent -> addAgentSigns(agent, signs), () -> signs.add(Hit.Sign.NO_AGENT));
    return signs;
  }

  /** The hash of a User-Agent that {@link Hit#agent()} keeps: 0 without one, never with one. */
  public static int agent(Optional<String> userAgent) {
    return userAgent
        .map(String::strip)
        .filter(agent -> !agent.isEmpty())
        .map(HitSigns::fnv)
        .orElse(0);
  }

  private static void addAgentSigns(String agent, Set<Hit.Sign> signs) {
    if (agent.equals(PRIVACY_PROXY)) {
      signs.add(Hit.Sign.PRIVACY_PROXY);
      return;
    }
    var lower = agent.toLowerCase(Locale.ROOT);
    if (IMAGE_PROXIES.stream().anyMatch(lower::contains)) {
      signs.add(Hit.Sign.PROXY);
    } else if (SCANNERS.stream().anyMatch(lower::contains)) {
      signs.add(Hit.Sign.SCANNER);
    }
  }

  private static boolean isSpeculative(String value) {
    var lower = value.strip().toLowerCase(Locale.ROOT);
    return PREFETCH_WORDS.stream().anyMatch(lower::startsWith);
  }

  /** FNV-1a over the characters: the same in every release, for it stands in the hit log. */
  private static int fnv(String text) {
    var hash = 0x811c9dc5;
    for (var i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x01000193;
    }
    return hash == 0 ? 1 : hash;
  }
}
