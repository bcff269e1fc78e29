package dev.waypost.http.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  private final TrustedProxies proxies =
      TrustedProxies.parse(List.of("10.0.0.0/8", "192.0.2.1", "2001:db8:a::/48"));

  private static Optional<InetAddress> address(String text) throws UnknownHostException {
    return Optional.of(InetAddress.getByName(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3      | 198.51.100.7                       | 198.51.100.7",
        "10.1.2.3      | 203.0.113.9, 198.51.100.7          | 198.51.100.7",
        "10.1.2.3      | 198.51.100.7, 10.9.9.9, 192.0.2.1  | 198.51.100.7",
        "10.1.2.3      | 10.9.9.9                           | 10.9.9.9",
        "10.1.2.3      | unknown                            | 10.1.2.3",
        "10.1.2.3      | evil.example.com                   | 10.1.2.3",
        "10.1.2.3      | 999.1.1.1                          | 10.1.2.3",
        "192.0.2.2     | 198.51.100.7                       | 192.0.2.2",
        "11.1.2.3      | 198.51.100.7                       | 11.1.2.3",
        "2001:db8:a::5 | 2001:db8:b::7                      | 2001:db8:b::7",
        "2001:db8:b::5 | 198.51.100.7                       | 2001:db8:b::5",
      })
  void visitor_behindProxies_isTheNearestUntrusted(String peer, String forwarded, String expected)
      throws Exception {
    assertThat(proxies.visitor(address(peer), Optional.of(forwarded))).isEqualTo(address(expected));
  }

  /** Each would be a query to our name server, chosen and waited for by whoever clicks. */
  @ParameterizedTest
  @ValueSource(strings = {".:", "..:", "evil.example.com", ":.a.b", "1.2.3", "a.:.b"})
  void visitor_whateverIsForwarded_isNeverLookedUp(String forwarded) throws Exception {
    var peer = address("10.1.2.3");

    assertThat(proxies.visitor(peer, Optional.of(forwarded))).isEqualTo(peer);
    assertThat(AskedNames.all()).doesNotContain(forwarded);
  }

  @Test
  void visitor_noProxyTrusted_isThePeer() throws Exception {
    var nobody = TrustedProxies.parse(List.of());

    assertThat(nobody.visitor(address("127.0.0.1"), Optional.of("198.51.100.7")))
        .isEqualTo(address("127.0.0.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", "::/129"})
  void parse_neitherAddressNorRange_isRefusedByName(String entry) {
    assertThatThrownBy(() -> TrustedProxies.parse(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + entry + "'");
  }
}
