package dev.waypost.http.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * An export: slices are read as the caller takes them, and the next one only when the last is gone.
 * The first is read before the answer begins, so that what is wrong has a status. One that breaks
 * off later ends without its last line, and the connection with an error.
 *
 * @param <C> a place in the export
 */
final class LineExport<C> {
  /**
   * What one export is to read at once, and holds twice at most. How many lines that is shows in
   * the slice before, and grows in steps: lines of one export are about as long as one another.
   */
  static final int SLICE_BYTES = 1 << 20;

  private static final int LINES_MAX = 500;

  private static final int LINES_FIRST = 8;
  private static final int STEP = 8;

  /** Entries as lines, and where to go on, if anywhere. */
  record Slice<C>(List<byte[]> lines, Optional<C> next) {}

  /** How much is still wanted, and from where; nothing when the end is written. */
  private record State<C>(Optional<C> after, long wanted, int lines) {}

  /** What is exported. */
  interface Entries<C> {
    /** The entries behind a place; {@code limit} at most. */
    CompletionStage<Slice<C>> read(Optional<C> after, int limit);

    /** What stands behind the last entry. */
    ByteString end(Optional<C> next);
  }

  private final Entries<C> entries;
  private final ByteString head;

  /** With nothing in front of the first entry. */
  LineExport(Entries<C> entries) {
    this(entries, ByteString.emptyByteString());
  }

  LineExport(Entries<C> entries, ByteString head) {
    this.entries = entries;
    this.head = head;
  }

  /**
   * @param limit most entries; all when absent
   */
  CompletionStage<HttpResponse> answer(
      ContentType type, Optional<C> after, Optional<Integer> limit) {
    var wanted = limit.map(Integer::longValue).orElse(Long.MAX_VALUE);
    return step(new State<>(after, wanted, LINES_FIRST))
        .thenApply(
            first ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            type, Source.single(head.concat(first.second())).concat(rest(first)))));
  }

  private Source<ByteString, NotUsed> rest(Pair<Optional<State<C>>, ByteString> first) {
    return Source.unfoldAsync(
        first.first(),
        state ->
            state
                .map(from -> step(from).thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
  }

  private CompletionStage<Pair<Optional<State<C>>, ByteString>> step(State<C> state) {
    var limit = (int) Math.min(state.lines(), state.wanted());
    return entries.read(state.after(), limit).thenApply(slice -> written(slice, state));
  }

  private Pair<Optional<State<C>>, ByteString> written(Slice<C> slice, State<C> state) {
    var left = state.wanted() - slice.lines().size();
    var text =
        slice.lines().stream()
            .map(ByteString::fromArrayUnsafe)
            .reduce(ByteString.emptyByteString(), ByteString::concat);
    return slice.next().isPresent() && left > 0
        ? Pair.create(
            Optional.of(new State<>(slice.next(), left, lines(slice.lines(), state.lines()))), text)
        : Pair.create(Optional.<State<C>>empty(), text.concat(entries.end(slice.next())));
  }

  /** How many lines as long as the longest of these fill a slice. */
  private static int lines(List<byte[]> before, int asked) {
    var longest = before.stream().mapToInt(line -> line.length).max().orElse(1);
    return Math.clamp(SLICE_BYTES / longest, 1, Math.min(LINES_MAX, asked * STEP));
  }
}
