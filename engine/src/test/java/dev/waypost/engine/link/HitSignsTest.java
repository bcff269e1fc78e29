package dev.waypost.engine.link;

import static dev.waypost.engine.link.Hit.Sign.HEAD;
import static dev.waypost.engine.link.Hit.Sign.NO_AGENT;
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

  @Test
  void of_browser_hasNone() {
    assertThat(signs("GET", Map.of())).isEmpty();
  }

  @Test
  void of_head_saysHead() {
    assertThat(signs("HEAD", Map.of())).containsExactly(HEAD);
  }

  @Test
  void of_bareRequest_saysWhatIsMissing() {
    assertThat(HitSigns.of("GET", name -> Optional.empty())).containsExactly(NO_AGENT, NO_LANGUAGE);
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
        "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/126.0",
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
    headers.put("User-Agent", FIREFOX);
    headers.put("Accept-Language", "en");
    headers.putAll(more);
    return HitSigns.of(method, name -> Optional.ofNullable(headers.get(name)));
  }
}
