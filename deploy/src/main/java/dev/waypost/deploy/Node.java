package dev.waypost.deploy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.smtp.SmtpTransport;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.ops.Scrape;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.PortCounters;
import dev.waypost.http.track.TrackCounters;
import dev.waypost.http.track.TrackPorts;
import dev.waypost.persistence.StartRefused;
import dev.waypost.persistence.cache.CachedLinkTables;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.hitlog.FileHitLog;
import dev.waypost.persistence.hitlog.HitLogCounters;
import dev.waypost.persistence.hitlog.Shipper;
import dev.waypost.persistence.journal.EventAlarms;
import dev.waypost.persistence.journal.JournalSetup;
import dev.waypost.persistence.store.SqlLinkTables;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.StreamRetention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The wiring of a node with all roles in one process, in the order in which parts need each other:
 * database, hit log, tracking port (so that its number is known to mails), cluster, engine, API
 * port, shipper. What was started is stopped in the opposite order, also when a start fails half
 * way.
 */
final class Node implements RunningNode {
  /** Most link tables that the edge keeps in memory. */
  private static final int LINK_TABLES_MAX = 10_000;

  private final NodeStarter.Order order;
  private final NodeSettings settings;

  /** As fine as anything is told; finer times would only make events longer. */
  private final InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);

  private final SecureRandom random = new SecureRandom();
  private final Stops stops = new Stops();
  private URI api = URI.create("http://localhost");
  private URI track = URI.create("http://localhost");

  private Node(NodeStarter.Order order) {
    this.order = order;
    this.settings = order.settings();
  }

  /** Blocks until the node is ready. */
  static RunningNode start(NodeStarter.Order order) {
    var node = new Node(order);
    try {
      node.start();
      return node;
    } catch (StartRefused e) {
      node.stop();
      throw Refusals.trouble(e);
    } catch (IOException e) {
      node.stop();
      throw new Trouble(
          Exit.CONFIGURATION,
          "the hit log cannot be used: " + e.getMessage(),
          "check the permissions of the data folder and the space on its disk",
          e);
    } catch (RuntimeException e) {
      node.stop();
      throw e;
    }
  }

  private void start() throws StartRefused, IOException {
    var database = Databases.open(settings, order.folder().locked(), random);
    stops.push("database", database::close);
    var projection = new Projection(database, settings.view(), clock);
    projection.start();
    stops.push("views", projection::close);

    var hitCounters = new HitLogCounters();
    var hitLog =
        FileHitLog.open(
            order.folder().path().resolve("hits"), settings.hitLog(), clock, hitCounters);
    stops.push("hit log", hitLog::close);
    var trackCounters = new TrackCounters();
    var portCounters = new PortCounters();
    var retention = new StreamRetention(database, settings.view().stream(), clock);
    var journal =
        new JournalSetup(database, new EventCodec(), new EventAlarms(), settings.journal(), clock);
    var figures =
        new NodeFigures(
            database,
            journal.counters(),
            projection,
            retention,
            hitCounters,
            trackCounters,
            portCounters);
    var timer = timer();
    stops.push("timer", timer::shutdownNow);
    figures.refresh(timer);
    retention.start(timer);

    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var tables = new CachedLinkTables(new SqlLinkTables(database), LINK_TABLES_MAX);
    var keys = TokenKeys.parse(order.tokenKeys().text());
    var redirects = TrackingPort.redirects(registry);
    var tracking =
        TrackingPort.open(
            settings,
            new TrackPorts(keys, tables, hitLog, clock, System::nanoTime, redirects),
            trackCounters);
    stops.push("tracking port", tracking::close);
    track = tracking.url();

    var system = NodeActors.start(journal, settings.engine().activeRecipients());
    stops.push("actors", () -> NodeActors.terminate(system));
    NodeActors.join(system); // first, or regions that are asked look in vain for a coordinator
    var transport = new SmtpTransport(RelayRoute.to(order.relay()));
    stops.push("transport", transport::close);
    var urls = new TrackedUrls(track.toString(), keys);
    var engine =
        new NodeEngine(database, journal, projection, tables, transport, urls)
            .start(system, settings, clock, random);
    var draining = settings.engine().settings().drainTimeout();
    stops.push("courier", () -> Patience.await(engine.drain(), draining));

    var operations = new Operations(new Scrape(registry, figures)::text, figures::readiness);
    var instruments = new Instruments(portCounters, random, System::nanoTime);
    var port = ApiPort.open(order, system, engine, operations, instruments);
    stops.push("API port", port::close);
    api = port.url();
    figures.answering(port.server());

    Patience.await(engine.whenReachable(Patience.START), Patience.START);
    var shipper = Shipper.start(hitLog, engine.hitIntake(), settings.hitLog(), clock, random);
    stops.push("shipper", shipper::close);
    var abandonAfter = settings.engine().settings().intake().abandonAfter();
    var upkeep = BatchUpkeep.start(engine, abandonAfter, timer);
    stops.push("taking up of batches", () -> upkeep.cancel(false));
    figures.joined(engine);
  }

  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("waypost-node-timer").factory());
  }

  @Override
  public URI api() {
    return api;
  }

  @Override
  public URI track() {
    return track;
  }

  @Override
  public void stop() {
    stops.run();
  }
}
