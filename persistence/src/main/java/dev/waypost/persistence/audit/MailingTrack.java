package dev.waypost.persistence.audit;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which rows have a mailing and which of those were tried: one byte a line, so 5 MB a batch. */
final class MailingTrack {
  private static final byte BEGUN = 1;
  private static final byte TRIED = 2;

  private final Map<BatchId, byte[]> lines = new HashMap<>();

  /** Of batches whose rows are in an archive, where only the number counts. */
  private final Map<BatchId, Long> cut = new HashMap<>();

  void add(Origin origin, int tries) {
    var batch = lines.computeIfAbsent(origin.batch(), id -> new byte[1024]);
    if (origin.line() >= batch.length) {
      batch = Arrays.copyOf(batch, Math.max(origin.line() + 1, batch.length * 2));
      lines.put(origin.batch(), batch);
    }
    batch[origin.line()] = tries > 0 ? BEGUN | TRIED : BEGUN;
  }

  /** So many that only what was cut off the journal told of. */
  void addCut(BatchId batch, long n) {
    cut.merge(batch, n, Long::sum);
  }

  boolean hasBegun(BatchId batch, int line) {
    return (flags(batch, line) & BEGUN) != 0;
  }

  /** How many rows of the batch have a mailing. */
  long begun(BatchId batch) {
    var begun = cut.getOrDefault(batch, 0L);
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
