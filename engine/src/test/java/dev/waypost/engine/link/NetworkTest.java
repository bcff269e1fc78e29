package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.77, 192.0.2.0/24, c00002",
    "255.255.255.255, 255.255.255.0/24, ffffff",
    "0.0.1.9, 0.0.1.0/24, 1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48, 20010db80001",
    "2a00::1, 2a00:0:0::/48, 2a0000000000",
    "ffff:ffff:ffff::1, ffff:ffff:ffff::/48, ffffffffffff",
    "::ffff:192.0.2.77, 192.0.2.0/24, c00002",
    "::1, unknown, 0",
    "0.0.0.9, unknown, 0",
  })
  void of_address_truncatesAndPrints(String address, String printed, String hex)
      throws UnknownHostException {
    var network = Network.of(InetAddress.getByName(address));

    assertThat(network).hasToString(printed);
    assertThat(network.bits()).isEqualTo(Long.parseLong(hex, 16));
    assertThat(Network.parse(printed)).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "192.0.2.7/24", "192.0.256.0/24", "2001:db8::/32", "2001:db8:1:2::/48"})
  void parse_otherText_isRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bits_moreThan48_areRefused() {
    assertThatThrownBy(() -> new Network(1L << 48)).hasMessageContaining("48 bits");
  }
}
