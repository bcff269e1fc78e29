package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5297, appendix A. */
class AesSivTest {
  @Test
  void seal_deterministicVector_givesItsCiphertext() {
    var cipher =
        new AesSiv(hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
    var bound = hex("101112131415161718191a1b1c1d1e1f2021222324252627");
    var plain = hex("112233445566778899aabbccddee");
    var sealed = hex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");

    assertThat(cipher.seal(plain, bound)).isEqualTo(sealed);
    assertThat(cipher.open(sealed, bound)).hasValueSatisfying(p -> assertThat(p).isEqualTo(plain));
  }

  @Test
  void seal_nonceVector_givesItsCiphertext() {
    var cipher =
        new AesSiv(hex("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f"));
    var first =
        hex("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100");
    var second = hex("102030405060708090a0");
    var nonce = hex("09f911029d74e35bd84156c5635688c0");
    var plain =
        hex(
            "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074"
                + "207573696e67205349562d414553");
    var sealed =
        hex(
            "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb"
                + "094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d");

    assertThat(cipher.seal(plain, first, second, nonce)).isEqualTo(sealed);
    assertThat(cipher.open(sealed, first, second, nonce))
        .hasValueSatisfying(p -> assertThat(p).isEqualTo(plain));
    assertThat(cipher.open(sealed, second, first, nonce)).isEmpty();
  }

  @Test
  void open_lessThanABlock_isEmpty() {
    assertThat(new AesSiv(new byte[32]).open(new byte[15])).isEmpty();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
