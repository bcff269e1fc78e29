package dev.waypost.http.api;

import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.StreamedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A stream in memory, of which the oldest may have gone. Offsets are {@code at-0}, {@code at-1}...
 */
final class FakeEvents {
  static final Instant AT = Instant.parse("2026-11-23T10:00:00.120Z");

  final AtomicInteger reads = new AtomicInteger();

  /** Until this completes no reading does. */
  volatile Supplier<CompletionStage<Void>> before = () -> CompletableFuture.completedStage(null);

  private final List<StreamedEvent> all = new ArrayList<>();
  private CompletableFuture<Void> news = new CompletableFuture<>();
  private int gone;

  synchronized CompletionStage<Void> news() {
    return news;
  }

  /** Something happens to ann in that campaign. */
  synchronized void happen(String type, String campaign) {
    var n = all.size() + 1;
    all.add(
        new StreamedEvent(
            offset(n),
            n + "-0",
            type,
            AT,
            Optional.of(campaign),
            Optional.of("c-1"),
            Optional.of("ann@example.com"),
            OptionalLong.of(n),
            false,
            Optional.of(Map.of("b", 2, "a", List.of("x"), "metadata", Map.of("order", "17")))));
    beat();
  }

  synchronized void happen(StreamedEvent event) {
    all.add(event);
    beat();
  }

  private void beat() {
    var heard = news;
    news = new CompletableFuture<>();
    heard.complete(null);
  }

  synchronized void lose(int events) {
    gone = events;
  }

  static EventOffset offset(int n) {
    return new EventOffset("at-" + n);
  }

  synchronized EventAnswer read(EventQuery query) {
    reads.incrementAndGet();
    var after = query.after().map(FakeEvents::number).orElse(gone);
    var until = query.until().map(FakeEvents::number).orElse(all.size());
    if (after < 0 || after > all.size()) {
      return new EventAnswer.NotAnOffset();
    }
    if (after < gone) {
      return new EventAnswer.Gone(EventAnswer.Reason.TOO_OLD, offset(gone));
    }
    var found = new ArrayList<StreamedEvent>();
    var next = after;
    while (next < until && found.size() < query.limit()) {
      var event = all.get(next++);
      if (query.campaign().isEmpty() || query.campaign().equals(event.campaign())) {
        found.add(event);
      }
    }
    return new EventAnswer.Page(found, offset(next), offset(all.size()), next >= until);
  }

  private static int number(EventOffset offset) {
    return offset.text().matches("at-[0-9]{1,6}")
        ? Integer.parseInt(offset.text().substring(3))
        : -1;
  }
}
