package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeysTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  private final TokenKeys ring = TokenKeys.parse(Tokens.FIXED_RING);

  /** Computed apart from this code. Tokens stand in inboxes, so these characters never change. */
  @Test
  void mint_fixedTokenAndKey_givesTheBytesOfVersion0() {
    assertThat(ring.mint(Tokens.FIXED)).isEqualTo("CwEjRWeJAQKgoaKjpKWmp6ip3q2-778mvGivARfb1xU");
  }

  @Test
  void verify_mintedToken_returnsIt() {
    Seeded.times(
        500,
        random -> {
          var keys = TokenKeys.random(random);
          var token = Tokens.any(random);

          assertThat(keys.verify(keys.mint(token))).contains(token);
        });
  }

  @Test
  void mint_anyToken_has43CharactersAndEndsInALetterOrDigit() {
    Seeded.times(
        2_000,
        random -> {
          var text = ring.mint(Tokens.any(random));

          assertThat(text).matches("[A-Za-z0-9_-]{42}[A-Za-z0-9]");
        });
  }

  @Test
  void verify_anyBitFlipped_isEmpty() {
    Seeded.times(
        20,
        random -> {
          var text = ring.mint(Tokens.any(random));
          for (var bit = 0; bit < 256; bit++) {
            var bytes = Base64.getUrlDecoder().decode(text);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            var forged = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

            assertThat(ring.verify(forged)).as("bit %d", bit).isEmpty();
          }
        });
  }

  @Test
  void verify_anyOtherSpellingOfTheLastCharacter_isEmpty() {
    var text = ring.mint(Tokens.FIXED);
    for (var c : ALPHABET.toCharArray()) {
      var spelled = text.substring(0, 42) + c;

      assertThat(ring.verify(spelled).isPresent()).isEqualTo(spelled.equals(text));
    }
  }

  @Test
  void verify_anyOneCharacterReplacedAddedOrDropped_isEmpty() {
    var text = ring.mint(Tokens.FIXED);
    for (var at = 0; at <= text.length(); at++) {
      for (var c : " =+/.%\n\t\u00e9\u0141A-".toCharArray()) {
        assertThat(ring.verify(text.substring(0, at) + c + text.substring(at))).isEmpty();
        if (at < text.length() && text.charAt(at) != c) {
          assertThat(ring.verify(text.substring(0, at) + c + text.substring(at + 1))).isEmpty();
        }
      }
    }
    assertThat(ring.verify(text.substring(1))).isEmpty();
    assertThat(ring.verify(text.substring(0, 42))).isEmpty();
    assertThat(ring.verify("")).isEmpty();
  }

  @Test
  void verify_signedTokenOfALaterVersionOrKind_isEmpty() {
    var key = new TokenKey(3, Base64.getUrlDecoder().decode(SECRET));
    for (var head = 0; head < 256; head += 8) {
      var bytes = Base64.getUrlDecoder().decode(ring.mint(Tokens.FIXED));
      bytes[0] = (byte) (head | 3);
      System.arraycopy(key.mac(bytes, 22), 0, bytes, 22, 10);
      var signed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

      assertThat(ring.verify(signed).isPresent()).isEqualTo(head < 3 << 4);
    }
  }

  @Test
  void verify_tokenOfAnotherRing_isEmpty() {
    assertThat(ring.verify(Tokens.ring(1).mint(Tokens.FIXED))).isEmpty();
    assertThat(Tokens.ring(1).verify(Tokens.ring(2).mint(Tokens.FIXED))).isEmpty();
  }

  @Test
  void rotated_ring_signsWithTheNewKeyAndVerifiesBoth() {
    var old = ring.mint(Tokens.FIXED);

    var rotated = ring.rotated(new Random(5));

    assertThat(rotated.mint(Tokens.FIXED)).isNotEqualTo(old);
    assertThat(rotated.verify(old)).contains(Tokens.FIXED);
    assertThat(rotated.verify(rotated.mint(Tokens.FIXED))).contains(Tokens.FIXED);
    assertThat(ring.verify(rotated.mint(Tokens.FIXED))).isEmpty();
  }

  @Test
  void parse_ringWithoutTheOldKey_refusesItsTokens() {
    var rotated = ring.rotated(new Random(5));

    var onlyNew = TokenKeys.parse(rotated.print().lines().findFirst().orElseThrow());

    assertThat(onlyNew.verify(rotated.mint(Tokens.FIXED))).contains(Tokens.FIXED);
    assertThat(onlyNew.verify(ring.mint(Tokens.FIXED))).isEmpty();
  }

  @Test
  void rotated_ringOfEightKeys_asksForOneToGo() {
    var full = Tokens.ring(1);
    for (var i = 0; i < 7; i++) {
      full = full.rotated(new Random(i));
    }
    var last = full;

    assertThatThrownBy(() -> last.rotated(new Random(9)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("remove an old key");
  }

  @Test
  void parse_printedRing_isTheSameRing() {
    var printed = ring.rotated(new Random(5)).print();

    var read = TokenKeys.parse(printed);

    assertThat(read.print()).isEqualTo(printed);
    assertThat(read.verify(ring.mint(Tokens.FIXED))).contains(Tokens.FIXED);
  }

  @Test
  void parse_commasLinesCommentsAndSpace_readsAllWithTheFirstSigning() {
    var other = Tokens.ring(1).print().strip();

    var read = TokenKeys.parse("# 2026-11\n " + Tokens.FIXED_RING + " ,\r\n\n" + other + "\n");

    assertThat(read.mint(Tokens.FIXED)).isEqualTo(ring.mint(Tokens.FIXED));
    assertThat(read).hasToString("token keys 3, 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET,
        "8:" + SECRET,
        "-1:" + SECRET,
        "10:" + SECRET,
        "1:" + SECRET + "=",
        "1:" + SECRET + "AA",
        "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
        "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg",
        "1:",
        "1",
        "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH+8",
      })
  void parse_wrongEntry_saysWhichAndWhatIsExpectedWithoutItsText(String entry) {
    assertThatThrownBy(() -> TokenKeys.parse(Tokens.FIXED_RING + "," + entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entry 2")
        .hasMessageContaining("expected ID:SECRET")
        .hasMessageNotContaining("AAECAwQF");
  }

  @Test
  void parse_idTwice_isRefused() {
    assertThatThrownBy(() -> TokenKeys.parse(Tokens.FIXED_RING + "," + Tokens.FIXED_RING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id 3 is given twice")
        .hasMessageNotContaining("AAECAwQF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "# none", ","})
  void parse_noKey_isRefused(String text) {
    assertThatThrownBy(() -> TokenKeys.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no token key is given");
  }
}
