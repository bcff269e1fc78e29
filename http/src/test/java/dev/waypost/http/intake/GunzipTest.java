package dev.waypost.http.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.http.problem.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GunzipTest {
  private static final int RATIO = 100;
  private static final long FREE = 1 << 20;

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** Feeds it in pieces of that size. */
  private static byte[] unpack(byte[] packed, int size) {
    var out = new ByteArrayOutputStream();
    try (var gunzip =
        new Gunzip(RATIO, FREE, b -> out.write(b.array(), b.arrayOffset(), b.remaining()))) {
      for (var from = 0; from < packed.length; from += size) {
        gunzip.feed(ByteBuffer.wrap(packed, from, Math.min(size, packed.length - from)));
      }
      gunzip.finish();
    }
    return out.toByteArray();
  }

  private static byte[] text() {
    var random = new Random(7);
    var text = new byte[300_000];
    for (var i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(20));
    }
    return text;
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1024, 1 << 20})
  void unpack_inPiecesOfAnySize_givesTheText(int size) throws IOException {
    assertThat(unpack(gzip(text()), size)).isEqualTo(text());
    assertThat(unpack(joined(gzip(text()), gzip(new byte[0]), gzip(text())), size))
        .isEqualTo(joined(text(), text()));
  }

  @Test
  void unpack_headerWithAllThatMayStandInIt_givesTheText() throws IOException {
    var plain = gzip(text());
    var head = Arrays.copyOf(plain, 10);
    head[3] = 0x1e;
    var more = new byte[] {3, 0, 'x', 'y', 'z', 'n', 'a', 0, 'c', 0, 1, 2};

    var packed = joined(head, more, Arrays.copyOfRange(plain, 10, plain.length));

    assertThat(unpack(packed, 3)).isEqualTo(text());
  }

  @Test
  void unpack_cutAnywhere_isRefused() throws IOException {
    var packed = gzip("a text of some length, of some length".getBytes(StandardCharsets.UTF_8));
    for (var length = 0; length < packed.length; length++) {
      var cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpack(cut, 5))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("gzip");
    }
  }

  @Test
  void unpack_oneBitBentInDataOrTrailer_isRefusedOrMeansTheSame() throws IOException {
    var text = "a text of some length, of some length".getBytes(StandardCharsets.UTF_8);
    var packed = gzip(text);
    var refused = 0;
    for (var bit = 80; bit < 8 * packed.length; bit++) {
      var bent = packed.clone();
      bent[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(unpack(bent, 5)).as("bit %d", bit).isEqualTo(text);
      } catch (Refusal refusal) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(8 * (packed.length - 12));
  }

  @Test
  void unpack_somethingBehindTheEnd_isRefused() throws IOException {
    var packed = joined(gzip(text()), "and more, that is no gzip".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> unpack(packed, 100)).hasMessageContaining("something else follows");
  }

  @Test
  void unpack_ofVeryMuch_isRefusedSoon() throws IOException {
    var blanks = gzip(new byte[10 << 20]);
    var out = new int[1];
    try (var gunzip = new Gunzip(RATIO, FREE, b -> out[0] += b.remaining())) {
      assertThatThrownBy(() -> gunzip.feed(ByteBuffer.wrap(blanks)))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.problem().status()).isEqualTo(413));
    }
    assertThat(out[0]).isLessThan(2 << 20);
  }

  @Test
  void unpack_nameThatNeverEnds_takesNoMemory() {
    var head = new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
    var name = new byte[1 << 20];
    Arrays.fill(name, (byte) 'a');
    try (var gunzip = new Gunzip(RATIO, FREE, b -> {})) {
      gunzip.feed(ByteBuffer.wrap(head));
      for (var i = 0; i < 200; i++) {
        gunzip.feed(ByteBuffer.wrap(name));
      }
      assertThatThrownBy(gunzip::finish).isInstanceOf(Refusal.class);
    }
  }
}
