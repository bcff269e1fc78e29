package dev.waypost.persistence.audit;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.Mailing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which rows have a mailing and which of those were tried: one byte a line, so 5 MB a batch. */
final class MailingTrack {
  private static final byte BEGUN = 1;
  private static final byte TRIED = 2;

  private final Map<BatchId, byte[]> lines = new HashMap<>();

  void add(Mailing mailing) {
    Origin origin = mailing.id().origin();
    var batch = lines.computeIfAbsent(origin.batch(), id -> new byte[1024]);
    if (origin.line() >= batch.length) {
      batch = Arrays.copyOf(batch, Math.max(origin.line() + 1, batch.length * 2));
      lines.put(origin.batch(), batch);
    }
    batch[origin.line()] = mailing.tries().number() > 0 ? BEGUN | TRIED : BEGUN;
  }

  boolean hasBegun(BatchId batch, int line) {
    return (flags(batch, line) & BEGUN) != 0;
  }

  /** How many rows of the batch have a mailing. */
  long begun(BatchId batch) {
    var begun = 0L;
    for (var line : lines.getOrDefault(batch, new byte[0])) {
      begun += line & BEGUN;
    }
    return begun;
  }

  boolean wasTried(BatchId batch, int line) {
    return (flags(batch, line) & TRIED) != 0;
  }

  private byte flags(BatchId batch, int line) {
    var of = lines.get(batch);
    return of == null || line >= of.length ? 0 : of[line];
  }
}
