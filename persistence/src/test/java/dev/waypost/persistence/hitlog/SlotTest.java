package dev.waypost.persistence.hitlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.Token;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlotTest {
  private static final LogId LOG = new LogId(3, 9);

  @Test
  void write_knownHit_givesTheBytesOfVersionOne() {
    var slot = ByteBuffer.allocate(Slot.BYTES);

    Slot.write(slot, LOG, 42, Hits.hit(5, 0x0a0b0c0d));

    assertThat(HexFormat.of().formatHex(slot.array()))
        .isEqualTo(
            "4215258b"
                + "0032"
                + "000000000000002a"
                + "000001a20846fe00"
                + "00abcdef01230007"
                + "0123456789ab00050005"
                + "12345678"
                + "0020"
                + "0a0b0c0d"
                + "000000c00002");
  }

  @Test
  void read_anyHit_isWhatWasWritten() {
    var seed = 20261123L;
    var random = new Random(seed);
    for (var i = 0; i < 2000; i++) {
      var hit = randomHit(random);
      var slot = ByteBuffer.allocate(Slot.BYTES);

      Slot.write(slot, LOG, i, hit);

      assertThat(Slot.read(slot.flip(), LOG))
          .as("seed %d, hit %d", seed, i)
          .contains(new LoggedHit(i, hit));
    }
  }

  @Test
  void read_anyBitFlipped_isRefused() {
    var slot = ByteBuffer.allocate(Slot.BYTES);
    Slot.write(slot, LOG, 42, Hits.hit(5, 17));
    for (var bit = 0; bit < Slot.BYTES * 8; bit++) {
      var flipped = slot.array().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(Slot.read(ByteBuffer.wrap(flipped), LOG)).as("bit %d", bit).isEmpty();
    }
  }

  @Test
  void read_slotOfAnotherLog_isRefused() {
    var slot = ByteBuffer.allocate(Slot.BYTES);
    Slot.write(slot, LOG, 42, Hits.hit(5, 17));

    assertThat(Slot.read(slot.duplicate().flip(), new LogId(3, 10))).isEmpty();
    assertThat(Slot.read(slot.duplicate().flip(), new LogId(4, 9))).isEmpty();
  }

  private static Hit randomHit(Random random) {
    var signs = EnumSet.noneOf(Hit.Sign.class);
    for (var sign : Hit.Sign.values()) {
      if (random.nextBoolean()) {
        signs.add(sign);
      }
    }
    var token =
        new Token(
            Token.Kind.values()[random.nextInt(3)],
            Token.Stage.values()[random.nextInt(2)],
            LinkTableId.random(random),
            random.nextInt(Token.LINKS_MAX),
            new RecipientKey(random.nextLong(), (short) random.nextInt()),
            random.nextInt());
    var at = Instant.ofEpochMilli(random.nextLong(1L << 42));
    return new Hit(at, token, signs, random.nextInt(), random.nextLong(1L << 48));
  }
}
