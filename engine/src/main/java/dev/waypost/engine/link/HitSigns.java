package dev.waypost.engine.link;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads from a request's method and headers what they give away about who sent it. */
public final class HitSigns {
  /** How the public reaches tracked links: Sec-Fetch-* is sent over https alone. */
  public enum Scheme {
    HTTP,
    HTTPS
  }

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
          // mail scanners and security services
          "barracuda",
          "mimecast",
          "proofpoint",
          "ironport",
          "safelinks",
          "symantec",
          "messagelabs",
          "trendmicro",
          "trend micro",
          "fireeye",
          "trellix",
          "forcepoint",
          "websense",
          "fortinet",
          "fortiguard",
          "sophos",
          "zscaler",
          "cloudmark",
          "bitdefender",
          "kaspersky",
          "vadesecure",
          "hornetsecurity",
          "avanan",
          "virustotal",
          "urlscan",
          "google-safety",
          "microsoft office existence discovery",
          "microsoft office protocol discovery",
          // crawlers and link previews, nearly all of which give a page about themselves
          "+http",
          "googlebot",
          "bingbot",
          "bingpreview",
          "crawler",
          "spider",
          "facebookexternalhit",
          "facebot",
          "whatsapp/",
          "skypeuripreview",
          "telegrambot",
          "twitterbot",
          "slackbot",
          "slack-imgproxy",
          "discordbot",
          "linkedinbot",
          "pinterestbot",
          "redditbot",
          "iframely",
          "embedly",
          "kakaotalk-scrap",
          "applebot",
          // browsers that nobody sits before
          "headless",
          "phantomjs",
          "puppeteer",
          "playwright",
          "selenium",
          "lighthouse",
          "prerender",
          // libraries, without those that mail programs on telephones load pictures with
          "curl/",
          "pycurl",
          "wget/",
          "httpie",
          "python-requests",
          "python-urllib",
          "python-httpx",
          "aiohttp",
          "go-http-client",
          "java/",
          "java-http-client",
          "apache-httpclient",
          "reactor-netty",
          "winhttp",
          "axios/",
          "node-fetch",
          "undici",
          "postmanruntime",
          "libwww-perl",
          "guzzlehttp",
          "faraday v",
          "scrapy",
          "zgrab");

  private static final WordSearch SCANNER = new WordSearch(SCANNERS);

  /** Parts of the User-Agents, in lower case, of image proxies that fetch when a person opens. */
  static final List<String> IMAGE_PROXIES = List.of("googleimageproxy", "yahoomailproxy");

  /**
   * What Gmail loads the pictures of a mail with before it shows it in an open window, read or not.
   */
  private static final String GMAIL_PREFETCH = "edge/12.246 mozilla/5.0";

  private static final String PRIVACY_PROXY = "Mozilla/5.0";

  private static final List<String> FETCH_METADATA =
      List.of("Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-Dest");

  /** Versions from which on a browser sends all the headers that {@link #of} looks for. */
  private static final List<Claim> BROWSERS =
      List.of(new Claim("chrome/", 80), new Claim("firefox/", 90), new Claim("version/", 17));

  /** A browser's name in its User-Agent, in lower case, and its version. */
  private record Claim(String name, int version) {
    boolean isIn(String agent) {
      var at = agent.indexOf(name);
      if (at < 0) {
        return false;
      }
      var number = 0;
      for (var i = at + name.length(); i < agent.length() && number < 10_000; i++) {
        var digit = Character.digit(agent.charAt(i), 10);
        if (digit < 0) {
          break;
        }
        number = number * 10 + digit;
      }
      return number >= version;
    }
  }

  private HitSigns() {}

  /**
   * The signs of one request; {@link Hit.Sign#ONE_CLICK} is in the body and for the caller to add.
   * Sec-GPC and DNT are no signs: who does not want to be followed may click all the same.
   *
   * @param link what browsers send depends on it
   * @param header looks a header up by its name, whose case does not matter
   */
  public static Set<Hit.Sign> of(
      String method, Scheme link, Function<String, Optional<String>> header) {
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
    if (header.apply("Accept").filter(HitSigns::asksForHtml).isEmpty()) {
      signs.add(Hit.Sign.NO_HTML);
    }
    if (link == Scheme.HTTPS
        && FETCH_METADATA.stream().allMatch(name -> header.apply(name).isEmpty())) {
      signs.add(Hit.Sign.NO_FETCH_METADATA);
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
    } else if (SCANNER.isIn(lower)) {
      signs.add(Hit.Sign.SCANNER);
    } else if (lower.contains(GMAIL_PREFETCH)) {
      signs.add(Hit.Sign.PREFETCH);
    } else if (lower.startsWith("mozilla/5.0 (")
        && BROWSERS.stream().anyMatch(browser -> browser.isIn(lower))) {
      signs.add(Hit.Sign.BROWSER);
    }
  }

  private static boolean asksForHtml(String accept) {
    return accept.toLowerCase(Locale.ROOT).contains("text/html");
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
