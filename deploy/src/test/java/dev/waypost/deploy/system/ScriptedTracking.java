package dev.waypost.deploy.system;

import dev.waypost.deploy.setting.LayeredSettings;
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
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.http.track.TrackCounters;
import dev.waypost.http.track.TrackPorts;
import dev.waypost.http.track.TrackServer;
import dev.waypost.http.track.Tracking;
import dev.waypost.http.track.TrustedProxies;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The tracking port in states that a node cannot be brought into: a log that cannot be written, an
 * engine that does not answer, a link table on its way.
 */
final class ScriptedTracking implements AutoCloseable {
  private static final LinkTableId UNKNOWN = new LinkTableId(0xFF_FFFF_FFFFL);
  private static final LinkTableId LATER = new LinkTableId(0xFF_FFFF_FFFEL);
  private static final RecipientKey WAITS = new RecipientKey(1, (short) 1);
  private static final RecipientKey FAILS = new RecipientKey(2, (short) 2);

  private final TokenKeys keys;
  private final TrackServer server;
  private final String nodeUrl;
  private final Tables tables;

  private ScriptedTracking(TokenKeys keys, TrackServer server, String nodeUrl, Tables tables) {
    this.keys = keys;
    this.server = server;
    this.nodeUrl = nodeUrl;
    this.tables = tables;
  }

  /** Beside a node, whose keys it signs with. */
  static ScriptedTracking start(TestNode node, Path data) throws Exception {
    var keys = TokenKeys.parse(Files.readString(data.resolve("token-keys")));
    var file = data.resolveSibling("scripted.conf");
    Files.writeString(file, "waypost.track { ship-limit = 50 ms, warm-up = 0 }");
    var settings = LayeredSettings.load(Map.of(), Optional.of(file)).node().track();
    var tables = new Tables();
    var ports =
        new TrackPorts(
            keys, tables, new Log(), InstantSource.system(), System::nanoTime, nanos -> {});
    var tracking =
        new Tracking(
            ports,
            settings,
            TrustedProxies.parse(List.of()),
            URI.create("http://localhost"),
            new TrackCounters());
    var server =
        TrackServer.start("127.0.0.1", 0, settings, tracking)
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    return new ScriptedTracking(keys, server, node.trackUrl().toString(), tables);
  }

  /** At the node itself: a genuine link whose table it does not know. */
  String unknownTable() {
    return nodeUrl + "/c/" + mint(Token.Kind.CLICK, Token.Stage.REAL, UNKNOWN, WAITS);
  }

  /** A link to http://later.example/ whose table has not come yet. */
  String laterTable() {
    return url("/c/", mint(Token.Kind.CLICK, Token.Stage.REAL, LATER, WAITS));
  }

  void tableArrives() {
    tables.hasLater = true;
  }

  String unsubscribeThatWaits() {
    return url("/u/", mint(Token.Kind.UNSUBSCRIBE, Token.Stage.REAL, UNKNOWN, WAITS));
  }

  String unsubscribeThatFails() {
    return url("/u/", mint(Token.Kind.UNSUBSCRIBE, Token.Stage.REAL, UNKNOWN, FAILS));
  }

  String unsubscribeOfATest() {
    return url("/u/", mint(Token.Kind.UNSUBSCRIBE, Token.Stage.TEST, UNKNOWN, WAITS));
  }

  private String url(String path, String token) {
    return "http://localhost:" + server.address().getPort() + path + token;
  }

  private String mint(Token.Kind kind, Token.Stage stage, LinkTableId table, RecipientKey who) {
    return keys.mint(new Token(kind, stage, table, 0, who, 0));
  }

  @Override
  public void close() throws Exception {
    server.stop(Duration.ofMillis(10)).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static final class Tables implements LinkTables {
    private volatile boolean hasLater;

    @Override
    public CompletionStage<Optional<LinkTable>> find(LinkTableId id) {
      var links = List.of(new Link(0, "http://later.example/", Link.Part.HTML, Optional.empty()));
      var table =
          new LinkTable(
              id,
              new CampaignId(SenderId.DEFAULT, "later"),
              links,
              Optional.empty(),
              Optional.empty());
      return CompletableFuture.completedFuture(
          hasLater && id.equals(LATER) ? Optional.of(table) : Optional.empty());
    }
  }

  /** Takes hits in, but for those of {@link #FAILS}, and never ships one. */
  private static final class Log implements HitLog {
    @Override
    public CompletionStage<Position> append(Hit hit) {
      return hit.token().recipient().equals(FAILS)
          ? CompletableFuture.failedFuture(new Unlogged("disk full"))
          : CompletableFuture.completedFuture(new Position(new LogId(1, 1), 1));
    }

    @Override
    public CompletionStage<Void> shipped(Position position) {
      return new CompletableFuture<>();
    }
  }
}
