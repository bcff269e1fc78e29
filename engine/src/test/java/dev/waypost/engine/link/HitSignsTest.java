package dev.waypost.engine.link;

import static dev.waypost.engine.link.Hit.Sign.BROWSER;
import static dev.waypost.engine.link.Hit.Sign.HEAD;
import static dev.waypost.engine.link.Hit.Sign.NO_AGENT;
import static dev.waypost.engine.link.Hit.Sign.NO_FETCH_METADATA;
import static dev.waypost.engine.link.Hit.Sign.NO_HTML;
import static dev.waypost.engine.link.Hit.Sign.NO_LANGUAGE;
import static dev.waypost.engine.link.Hit.Sign.PREFETCH;
import static dev.waypost.engine.link.Hit.Sign.PRIVACY_PROXY;
import static dev.waypost.engine.link.Hit.Sign.PROXY;
import static dev.waypost.engine.link.Hit.Sign.SCANNER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HitSignsTest {
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  private static final String MAIL_PROGRAM =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0";

  @Test
  void of_mailProgram_hasNone() {
    assertThat(signs("GET", Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIREFOX,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/146.0.0.0 Safari/537.36 Edg/146.0.0.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/126.0",
      })
  void of_browserOfRecentYears_saysBrowser(String agent) {
    assertThat(signs("GET", Map.of("User-Agent", agent))).containsExactly(BROWSER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0 Safari",
        "Mozilla/5.0 (Windows NT 6.1; rv:52.0) Gecko/20100101 Firefox/52.0",
        "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Safari",
        "Mozilla/5.0 (Linux; Android 4.4) AppleWebKit/537.36 Version/4.0 Chrome/ Safari",
        "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
        "Lynx/2.9.2 libwww-FM/2.14",
      })
  void of_browserOfOldOrOfAnotherKind_doesNot(String agent) {
    assertThat(signs("GET", Map.of("User-Agent", agent))).isEmpty();
  }

  @Test
  void of_absentHeaders_saysWhichAreMissing() {
    assertThat(signs("GET", Map.of("Accept", "*/*"))).containsExactly(NO_HTML);
    assertThat(signs("GET", Map.of("Sec-Fetch-Mode", ""))).isEmpty();
    assertThat(
            HitSigns.of(
                "GET",
                HitSigns.Scheme.HTTPS,
                name -> name.equals("Accept") ? Optional.of("Text/HTML") : Optional.empty()))
        .contains(NO_FETCH_METADATA)
        .doesNotContain(NO_HTML);
  }

  @Test
  void of_wishNotToBeFollowed_saysNothing() {
    assertThat(signs("GET", Map.of("Sec-GPC", "1", "DNT", "1"))).isEmpty();
  }

  @Test
  void of_agentThatGmailPrefetchesWith_saysPrefetch() {
    var agent =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0";

    assertThat(signs("GET", Map.of("User-Agent", agent))).containsExactly(PREFETCH);
  }

  @Test
  void of_head_saysHead() {
    assertThat(signs("HEAD", Map.of())).containsExactly(HEAD);
  }

  @Test
  void of_bareRequest_saysWhatIsMissing() {
    assertThat(HitSigns.of("GET", HitSigns.Scheme.HTTPS, name -> Optional.empty()))
        .containsExactly(NO_AGENT, NO_LANGUAGE, NO_HTML, NO_FETCH_METADATA);
    assertThat(HitSigns.of("GET", HitSigns.Scheme.HTTP, name -> Optional.empty()))
        .containsExactly(NO_AGENT, NO_LANGUAGE, NO_HTML);
    assertThat(signs("GET", Map.of("User-Agent", " ", "Accept-Language", "")))
        .containsExactly(NO_AGENT, NO_LANGUAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose, prefetch",
    "Sec-Purpose, prefetch;prerender",
    "Sec-Purpose, prefetch;anonymous-client-ip",
    "Purpose, prefetch",
    "Purpose, Prefetch",
    "X-Purpose, preview",
    "X-Moz, prefetch",
  })
  void of_speculativeRequest_saysPrefetch(String header, String value) {
    assertThat(signs("GET", Map.of(header, value))).containsExactly(PREFETCH);
  }

  @Test
  void of_otherPurpose_saysNothing() {
    assertThat(signs("GET", Map.of("Sec-Purpose", "navigate", "X-Moz", ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Windows NT 10.0) BarracudaCentral/1.0",
        "curl/8.5.0",
        "Wget/1.21",
        "python-requests/2.32.3",
        "PYTHON-REQUESTS/2.32.3",
        "Go-http-client/1.1",
        "Microsoft Office Existence Discovery",
        "Mozilla/5.0 (compatible; Unheard/1.0; +https://unheard.example)",
      })
  void of_scannerOrLibrary_saysScanner(String agent) {
    assertThat(signs("GET", Map.of("User-Agent", agent))).containsExactly(SCANNER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
      })
  void of_imageProxy_saysProxy(String agent) {
    assertThat(signs("GET", Map.of("User-Agent", agent))).containsExactly(PROXY);
  }

  @Test
  void of_bareMozilla_saysPrivacyProxy() {
    assertThat(signs("GET", Map.of("User-Agent", "Mozilla/5.0"))).containsExactly(PRIVACY_PROXY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15",
        "okhttp/4.12.0",
      })
  void of_mailProgramOrTelephone_hasNone(String agent) {
    assertThat(signs("GET", Map.of("User-Agent", agent))).isEmpty();
  }

  @Test
  void agent_anyText_isStableAndNeverZero() {
    assertThat(HitSigns.agent(Optional.empty())).isZero();
    assertThat(HitSigns.agent(Optional.of("  "))).isZero();
    assertThat(HitSigns.agent(Optional.of("a"))).isEqualTo(0xe40c292c);
    assertThat(HitSigns.agent(Optional.of("foobar"))).isEqualTo(0xbf9cf968);
    Seeded.times(
        1_000,
        random ->
            assertThat(HitSigns.agent(Optional.of("agent " + random.nextLong()))).isNotZero());
  }

  private static Set<Hit.Sign> signs(String method, Map<String, String> more) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put("User-Agent", MAIL_PROGRAM);
    headers.put("Accept-Language", "en");
    headers.put("Accept", "text/html,*/*;q=0.8");
    headers.put("Sec-Fetch-Mode", "navigate");
    headers.putAll(more);
    return HitSigns.of(
        method, HitSigns.Scheme.HTTPS, name -> Optional.ofNullable(headers.get(name)));
  }
}
