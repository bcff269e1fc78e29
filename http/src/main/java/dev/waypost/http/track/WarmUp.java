package dev.waypost.http.track;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.link.Token;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Loads and compiles the hot path before the first person comes: requests to a double of the
 * tracking that has the same keys, a log that keeps nothing, and counters that nobody reads.
 */
final class WarmUp {
  private static final LinkTableId TABLE = new LinkTableId(0);

  private WarmUp() {}

  static CompletionStage<HttpResponse> run(
      Tracking tracking, TrackSettings settings, ActorSystem system) {
    var keys = tracking.ports().keys();
    var exchange = new Exchange(twin(tracking.ports(), settings), settings, system);
    var click = "/c/" + keys.mint(token(Token.Kind.CLICK));
    var paths =
        List.of(
            click,
            click,
            "/o/" + keys.mint(token(Token.Kind.OPEN)) + ".gif",
            "/u/" + keys.mint(token(Token.Kind.UNSUBSCRIBE)),
            "/c/" + "A".repeat(43));
    CompletionStage<HttpResponse> last = CompletableFuture.completedFuture(HttpResponse.create());
    for (var i = 0; i < settings.warmUp(); i++) {
      last = exchange.respond(HttpRequest.GET(paths.get(i % paths.size())));
    }
    return last;
  }

  private static Tracking twin(TrackPorts ports, TrackSettings settings) {
    var link = new Link(0, "https://example.com/", Link.Part.HTML, Optional.empty());
    var table =
        new LinkTable(
            TABLE,
            new CampaignId(SenderId.DEFAULT, "warm-up"),
            List.of(link),
            Optional.empty(),
            Optional.empty());
    LinkTables tables = id -> CompletableFuture.completedFuture(Optional.of(table));
    var without =
        new TrackPorts(
            ports.keys(), tables, new NoLog(), ports.clock(), ports.nanos(), nanos -> {});
    return new Tracking(
        without,
        settings,
        TrustedProxies.parse(List.of()),
        URI.create("http://localhost"),
        new TrackCounters());
  }

  private static Token token(Token.Kind kind) {
    var nobody = new RecipientKey(0, (short) 0);
    return new Token(kind, Token.Stage.REAL, TABLE, 0, nobody, 0);
  }

  private record NoLog() implements HitLog {
    private static final Position NOWHERE = new Position(new LogId(1, 1), 1);

    @Override
    public CompletionStage<Position> append(Hit hit) {
      return CompletableFuture.completedFuture(NOWHERE);
    }

    @Override
    public CompletionStage<Void> shipped(Position position) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
