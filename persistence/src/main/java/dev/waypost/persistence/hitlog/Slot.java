package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.Token;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The bytes of one hit in a segment. All slots have the same size, so the place of a hit follows
 * from its number, and a damaged slot costs no more than itself.
 *
 * <pre>
 * bytes  content, big endian
 * 4      CRC-32C over the log's edge and generation (12 bytes, not stored here) and all that follows
 * 2      length of the rest: 50
 * 8      number of the hit
 * 8      time, milliseconds since 1970
 * 22     token: 1 kind (low 2 bits) and stage (next bit), 5 link table, 2 link, 10 recipient, 4 row
 * 2      signs, bit n for the nth of Hit.Sign
 * 4      hash of the agent
 * 6      network
 * </pre>
 */
final class Slot {
  static final int BYTES = 56;

  private static final int BODY_BYTES = 50;
  private static final Hit.Sign[] SIGNS = Hit.Sign.values();
  private static final Token.Kind[] KINDS = Token.Kind.values();

  private Slot() {}

  /** Writes at the buffer's position and advances it. */
  static void write(ByteBuffer to, LogId log, long number, Hit hit) {
    var start = to.position();
    var token = hit.token();
    to.putInt(0).putShort((short) BODY_BYTES).putLong(number).putLong(hit.at().toEpochMilli());
    to.put((byte) (token.kind().ordinal() | token.stage().ordinal() << 2));
    to.put((byte) (token.table().value() >>> 32)).putInt((int) token.table().value());
    to.putShort((short) token.link());
    token.recipient().write(to);
    to.putInt(token.rowHash()).putShort(bits(hit.signs())).putInt(hit.agent());
    to.putShort((short) (hit.network() >>> 32)).putInt((int) hit.network());
    to.putInt(start, checksum(to, start, log));
  }

  /** Reads 56 bytes and advances; empty if they are not what was written for that log. */
  static Optional<LoggedHit> read(ByteBuffer from, LogId log) {
    var start = from.position();
    from.position(start + BYTES);
    if (from.getInt(start) != checksum(from, start, log)
        || from.getShort(start + 4) != BODY_BYTES) {
      return Optional.empty();
    }
    var body = from.duplicate().position(start + 6);
    var number = body.getLong();
    var at = Instant.ofEpochMilli(body.getLong());
    int flags = body.get();
    var table = new LinkTableId((body.get() & 0xffL) << 32 | body.getInt() & 0xffff_ffffL);
    var link = body.getShort() & 0xffff;
    var recipient = RecipientKey.read(body);
    var rowHash = body.getInt();
    var stage = (flags & 4) == 0 ? Token.Stage.REAL : Token.Stage.TEST;
    var token = new Token(KINDS[flags & 3], stage, table, link, recipient, rowHash);
    var signs = signs(body.getShort());
    var agent = body.getInt();
    var network = (body.getShort() & 0xffffL) << 32 | body.getInt() & 0xffff_ffffL;
    return Optional.of(new LoggedHit(number, new Hit(at, token, signs, agent, network)));
  }

  private static int checksum(ByteBuffer slot, int start, LogId log) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putInt(log.edge()).putLong(log.generation()).flip());
    crc.update(slot.slice(start + 4, BYTES - 4));
    return (int) crc.getValue();
  }

  private static short bits(Set<Hit.Sign> signs) {
    var bits = 0;
    for (var sign : signs) {
      bits |= 1 << sign.ordinal();
    }
    return (short) bits;
  }

  private static Set<Hit.Sign> signs(short bits) {
    var signs = EnumSet.noneOf(Hit.Sign.class);
    for (var sign : SIGNS) {
      if ((bits & 1 << sign.ordinal()) != 0) {
        signs.add(sign);
      }
    }
    return signs;
  }
}
