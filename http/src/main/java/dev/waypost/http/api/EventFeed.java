package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventAnswer.Page;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.http.json.EventJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Bytes of one reader's stream, page by page as the reader takes them: of a slow one no more than a
 * page is in memory, and nothing is read ahead. Materialized once.
 */
final class EventFeed {
  /** No limit. */
  static final long ALL = Long.MAX_VALUE;

  /** How long a live reader should wait before it comes again. */
  private static final String PRELUDE = "retry: 2000\n\n";

  private final Engine engine;
  private final EventSettings settings;
  private final EventCounters counters;
  private final SenderId sender;
  private final Optional<String> campaign;

  /** What a live reader may take for read: never ahead of what was handed on. */
  private final AtomicReference<EventOffset> reached = new AtomicReference<>();

  EventFeed(
      Engine engine,
      EventSettings settings,
      EventCounters counters,
      SenderId sender,
      Optional<String> campaign) {
    this.engine = engine;
    this.settings = settings;
    this.counters = counters;
    this.sender = sender;
    this.campaign = campaign;
  }

  /**
   * Where a reader stands.
   *
   * @param ready the next page, if it has been read already
   * @param left how many events are still wanted
   */
  private record Place(Optional<Page> ready, EventOffset after, long left) {}

  private record Told(Optional<Place> next, ByteString bytes) {
    CompletionStage<Optional<Pair<Optional<Place>, ByteString>>> step() {
      return CompletableFuture.completedStage(Optional.of(Pair.create(next, bytes)));
    }
  }

  CompletionStage<EventAnswer> read(
      Optional<EventOffset> after, Optional<EventOffset> until, long left) {
    var limit = (int) Math.min(left, settings.atOnce());
    return engine.events(sender, new EventQuery(after, until, campaign, limit));
  }

  /** Lines up to the end that the first page saw, or up to a limit; then where to go on. */
  Source<ByteString, NotUsed> lines(Page first, long limit) {
    return unfold(
        first,
        limit,
        place -> {
          if (place.ready().isPresent()) {
            return lines(place, place.ready().get()).step();
          }
          return read(Optional.of(place.after()), Optional.of(first.end()), place.left())
              .thenCompose(
                  answer ->
                      switch (answer) {
                        case Page page -> lines(place, page).step();
                        case EventAnswer.Gone gone -> brokenOff();
                        case EventAnswer.NotAnOffset none -> brokenOff();
                      });
        });
  }

  private static <T> CompletionStage<T> brokenOff() {
    return CompletableFuture.failedStage(
        new IllegalStateException("events went before a slow reader came to them"));
  }

  private Told lines(Place place, Page page) {
    var bytes = new ByteArrayOutputStream();
    page.events().forEach(event -> bytes.writeBytes(EventJson.writeLine(event)));
    var left = count(place, page.events());
    if (page.isEnd() || left == 0) {
      bytes.writeBytes(EventJson.writeCheckpoint(page.next()));
      return new Told(Optional.empty(), ByteString.fromArrayUnsafe(bytes.toByteArray()));
    }
    return new Told(
        Optional.of(new Place(Optional.empty(), page.next(), left)),
        ByteString.fromArrayUnsafe(bytes.toByteArray()));
  }

  /**
   * Server-sent events without end. A stream that cannot go on ends: its reader comes again with
   * the last id, and then learns why. While nothing happens it shows that it lives, and moves the
   * reader's last id over what the filter leaves out.
   */
  Source<ByteString, NotUsed> live(Page first, long limit) {
    return unfold(
            first,
            limit,
            place -> {
              if (place.ready().isPresent()) {
                return messages(place, place.ready().get()).step();
              }
              reached.set(place.after()); // everything up to here has been handed on
              return next(place).exceptionally(failure -> Optional.empty());
            })
        .prepend(Source.single(ByteString.fromString(PRELUDE)))
        .keepAlive(settings.heartbeat(), () -> heartbeat(Optional.ofNullable(reached.get())));
  }

  private CompletionStage<Optional<Pair<Optional<Place>, ByteString>>> next(Place place) {
    var news = engine.eventNews(); // before the reading, so that none is missed
    return read(Optional.of(place.after()), Optional.empty(), place.left())
        .thenCompose(
            answer ->
                switch (answer) {
                  case Page page -> {
                    if (!page.events().isEmpty() || !page.isEnd()) {
                      yield messages(place, page).step();
                    }
                    reached.set(page.next()); // over nothing that is for this reader
                    yield news.thenCompose(heard -> more())
                        .thenCompose(heard -> messages(place, page).step());
                  }
                  case EventAnswer.Gone gone -> CompletableFuture.completedStage(Optional.empty());
                  case EventAnswer.NotAnOffset none ->
                      CompletableFuture.completedStage(Optional.empty());
                });
  }

  private CompletionStage<Void> more() {
    var waited = new CompletableFuture<Void>();
    return waited.completeOnTimeout(null, settings.gather().toNanos(), TimeUnit.NANOSECONDS);
  }

  private Told messages(Place place, Page page) {
    var bytes = new ByteArrayOutputStream();
    for (var event : page.events()) {
      var head = "id: " + event.offset() + "\nevent: " + event.type() + "\ndata: ";
      bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(EventJson.write(event));
      bytes.write('\n');
      bytes.write('\n');
    }
    var left = count(place, page.events());
    return new Told(
        left == 0 ? Optional.empty() : Optional.of(new Place(Optional.empty(), page.next(), left)),
        ByteString.fromArrayUnsafe(bytes.toByteArray()));
  }

  private static ByteString heartbeat(Optional<EventOffset> reached) {
    return ByteString.fromString(
        ":\n" + reached.map(offset -> "id: " + offset + "\n").orElse("") + "\n");
  }

  private long count(Place place, List<StreamedEvent> events) {
    counters.told(events.size());
    return place.left() == ALL ? ALL : place.left() - events.size();
  }

  private interface Step {
    CompletionStage<Optional<Pair<Optional<Place>, ByteString>>> from(Place place);
  }

  private static Source<ByteString, NotUsed> unfold(Page first, long limit, Step step) {
    return Source.unfoldAsync(
            Optional.of(new Place(Optional.of(first), first.next(), limit)),
            place ->
                place
                    .map(step::from)
                    .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())))
        .filter(bytes -> !bytes.isEmpty());
  }
}
