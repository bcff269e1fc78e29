package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SealedValuesTest {
  private static final List<String> VALUES = List.of("P\u00e9cs", "", "a b");

  private final TokenKeys ring = TokenKeys.parse(Tokens.FIXED_RING);
  private final String token = ring.mint(Tokens.FIXED);

  /** Computed with OpenSSL's AES-SIV. The text stands in inboxes, so it never changes. */
  @Test
  void seal_fixedValues_givesTheTextOfVersion0() {
    assertThat(ring.seal(token, VALUES)).isEqualTo("iVfLGuzY1kAUczhgSjh_VAu3RzxYL9t8u19Da4ZR0");
  }

  @Test
  void open_sealedValues_returnsThemAndRepeats() {
    Seeded.times(
        500,
        random -> {
          var text = ring.mint(Tokens.any(random));
          var values = values(random);

          var sealed = ring.seal(text, values);

          assertThat(ring.open(text, sealed)).contains(values);
          assertThat(ring.seal(text, values)).isEqualTo(sealed);
          assertThat(sealed).matches("[A-Za-z0-9_-]+0");
        });
  }

  @Test
  void open_besideAnotherToken_isEmpty() {
    var sealed = ring.seal(token, VALUES);
    var other = ring.mint(Tokens.fixed(Token.Kind.OPEN));

    assertThat(ring.open(other, sealed)).isEmpty();
    assertThat(ring.open("no token", sealed)).isEmpty();
    assertThat(Tokens.ring(1).open(token, sealed)).isEmpty();
  }

  @Test
  void open_anyBitFlipped_isEmpty() {
    var sealed = ring.seal(token, VALUES);
    var bytes = Base64.getUrlDecoder().decode(sealed.substring(0, sealed.length() - 1));
    for (var bit = 0; bit < bytes.length * 8; bit++) {
      var forged = bytes.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      var text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged) + "0";

      assertThat(ring.open(token, text)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void open_malformedText_isEmpty() {
    var sealed = ring.seal(token, VALUES);
    var body = sealed.substring(0, sealed.length() - 1);

    for (var text :
        List.of("", "0", "A0", body, body + "1", body + "=0", sealed + "0", " " + sealed)) {
      assertThat(ring.open(token, text)).as(text).isEmpty();
    }
    assertThat(ring.open(token, "A".repeat(1_000_000) + "0")).isEmpty();
  }

  @Test
  void ring_usedByManyThreads_keepsThemApart() {
    var wrong =
        IntStream.range(0, 20_000)
            .parallel()
            .filter(
                i -> {
                  var mine = Tokens.any(new Random(i));
                  var text = ring.mint(mine);
                  var values = List.of("value " + i);
                  return !ring.verify(text).equals(Optional.of(mine))
                      || !ring.open(text, ring.seal(text, values)).equals(Optional.of(values));
                })
            .count();

    assertThat(wrong).isZero();
  }

  @Test
  void open_afterRotation_stillReturnsTheValues() {
    var sealed = ring.seal(token, VALUES);

    assertThat(ring.rotated(new Random(2)).open(token, sealed)).contains(VALUES);
  }

  @Test
  void seal_tooManyBytes_isRefusedWithoutTheValues() {
    assertThatThrownBy(() -> ring.seal(token, List.of("x".repeat(4_095))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 4096 bytes, got 4097");
    assertThat(ring.open(token, ring.seal(token, List.of("x".repeat(4_094))))).isPresent();
  }

  private static List<String> values(RandomGenerator random) {
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(
            i ->
                random
                    .ints(random.nextInt(40), 0, 0x3000)
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString())
        .toList();
  }
}
