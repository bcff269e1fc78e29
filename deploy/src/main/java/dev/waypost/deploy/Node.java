package dev.waypost.deploy;

import com.typesafe.config.ConfigFactory;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Refusals;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.deploy.setting.Smtp;
import dev.waypost.engine.cluster.ClusterEngine;
import dev.waypost.engine.cluster.EnginePorts;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.smtp.SmtpLogin;
import dev.waypost.engine.smtp.SmtpSettings;
import dev.waypost.engine.smtp.SmtpTransport;
import dev.waypost.engine.smtp.TlsPolicy;
import dev.waypost.http.api.ApiKeys;
import dev.waypost.http.api.ApiServer;
import dev.waypost.http.api.ApiSettings;
import dev.waypost.http.api.EventCounters;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.ops.Scrape;
import dev.waypost.http.server.CannotListen;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.ListenerSettings;
import dev.waypost.http.server.PortCounters;
import dev.waypost.http.track.TrackCounters;
import dev.waypost.http.track.TrackPorts;
import dev.waypost.http.track.TrackServer;
import dev.waypost.http.track.Tracking;
import dev.waypost.http.track.TrustedProxies;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.SqliteDatabase;
import dev.waypost.persistence.StartRefused;
import dev.waypost.persistence.cache.CachedLinkTables;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.hitlog.FileHitLog;
import dev.waypost.persistence.hitlog.HitLogCounters;
import dev.waypost.persistence.hitlog.Shipper;
import dev.waypost.persistence.journal.EventAlarms;
import dev.waypost.persistence.journal.JournalSetup;
import dev.waypost.persistence.store.SqlAlarms;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlContents;
import dev.waypost.persistence.store.SqlImportLines;
import dev.waypost.persistence.store.SqlLinkTables;
import dev.waypost.persistence.store.SqlRows;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.SqlEventStream;
import dev.waypost.persistence.view.SqlExports;
import dev.waypost.persistence.view.SqlReports;
import dev.waypost.persistence.view.StreamRetention;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring of a node with all roles in one process, in the order in which parts need each other:
 * database, hit log, tracking port (so that its number is known to mails), engine, API port,
 * cluster, shipper. What was started is stopped in the opposite order, also when a start fails half
 * way.
 */
final class Node implements RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration TAKE_UP_EVERY = Duration.ofHours(1);
  private static final Duration API_DRAIN = Duration.ofSeconds(5);
  private static final Duration TRACK_DRAIN = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

  /** Most link tables that the edge keeps in memory. */
  private static final int LINK_TABLES_MAX = 10_000;

  private final NodeStarter.Order order;
  private final NodeSettings settings;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final Deque<Stop> stops = new ArrayDeque<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private URI api = URI.create("http://localhost");
  private URI track = URI.create("http://localhost");

  /** How one part ends. */
  private record Stop(String what, Ending ending) {}

  private interface Ending {
    void run() throws Exception;
  }

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
    var database = SqliteDatabase.open(order.folder().locked(), settings.database(), random);
    stops.push(new Stop("database", database::close));
    var projection = new Projection(database, settings.view(), clock);
    projection.start();
    stops.push(new Stop("views", projection::close));

    var hitCounters = new HitLogCounters();
    var hitLog =
        FileHitLog.open(
            order.folder().path().resolve("hits"), settings.hitLog(), clock, hitCounters);
    stops.push(new Stop("hit log", hitLog::close));
    var trackCounters = new TrackCounters();
    var portCounters = new PortCounters();
    var retention = new StreamRetention(database, settings.view().stream(), clock);
    var figures =
        new NodeFigures(database, projection, retention, hitCounters, trackCounters, portCounters);
    var timer = timer();
    figures.refresh(timer);
    retention.start(timer);

    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var tables = new CachedLinkTables(new SqlLinkTables(database), LINK_TABLES_MAX);
    var keys = TokenKeys.parse(order.tokenKeys().text());
    startTracking(
        new TrackPorts(keys, tables, hitLog, clock, System::nanoTime, redirects(registry)),
        trackCounters);

    var system = startSystem(database);
    var engine = startEngine(system, database, projection, tables, keys);
    var operations = new Operations(new Scrape(registry, figures)::text, figures::readiness);
    figures.answering(startApi(system, engine, operations, portCounters));
    join(system);
    var shipper = Shipper.start(hitLog, engine.hitIntake(), settings.hitLog(), clock, random);
    stops.push(new Stop("shipper", shipper::close));
    var takingUp =
        timer.scheduleWithFixedDelay(
            () -> takeUp(engine), 0, takeUpEvery().toNanos(), TimeUnit.NANOSECONDS);
    stops.push(new Stop("taking up of batches", () -> takingUp.cancel(false)));
    figures.joined(engine);
  }

  private ScheduledExecutorService timer() {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("waypost-node-timer").factory());
    stops.push(new Stop("timer", timer::shutdownNow));
    return timer;
  }

  private static TrackPorts.RedirectTimer redirects(PrometheusMeterRegistry registry) {
    var redirects =
        Timer.builder("waypost.redirect.duration")
            .description("From the request on a tracked link to its answer")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(100_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
    return nanos -> redirects.record(nanos, TimeUnit.NANOSECONDS);
  }

  private void startTracking(TrackPorts ports, TrackCounters counters) {
    var port = settings.ports().track();
    var base = settings.trackUrl().orElse(URI.create("http://localhost"));
    var tracking =
        new Tracking(
            ports,
            settings.track(),
            TrustedProxies.parse(settings.trustedProxies()),
            base,
            counters);
    var server = listen(port, TrackServer.start(settings.bind(), port, settings.track(), tracking));
    stops.push(new Stop("tracking port", () -> await(server.stop(TRACK_DRAIN), STOP_LIMIT)));
    track = settings.trackUrl(server.address().getPort());
  }

  private ActorSystem<Void> startSystem(Database database) {
    var config =
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
                    settings.engine().activeRecipients()))
            .withFallback(ConfigFactory.parseResources("waypost-node.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    var setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(config),
            new JournalSetup(database, new EventCodec(), new EventAlarms()));
    Behavior<Void> guardian = Behaviors.empty();
    var system = ActorSystem.create(guardian, "waypost", setup);
    stops.push(
        new Stop(
            "actors",
            () -> {
              system.terminate();
              await(system.getWhenTerminated(), STOP_LIMIT);
            }));
    return system;
  }

  private ClusterEngine startEngine(
      ActorSystem<Void> system,
      Database database,
      Projection projection,
      CachedLinkTables tables,
      TokenKeys keys) {
    var rows = new SqlRows(database);
    var transport = new SmtpTransport(smtp(order.relay()));
    stops.push(new Stop("transport", transport::close));
    var salt = await(database.salt(SenderId.DEFAULT), START_LIMIT);
    var pseudonyms = new Pseudonyms(salt);
    var engine =
        ClusterEngine.start(
            system,
            new EnginePorts(
                new SqlContents(database),
                tables,
                new SqlBatches(database),
                rows,
                rows,
                rows,
                new SqlAlarms(database),
                new SqlReports(database, projection),
                new SqlExports(database, settings.view()),
                new SqlImportLines(database),
                new SqlEventStream(database, projection::news),
                transport,
                new TrackedUrls(track.toString(), keys),
                sender -> pseudonyms,
                database.incarnation(),
                clock,
                System::nanoTime,
                random),
            settings.engine().settings());
    stops.push(
        new Stop(
            "courier", () -> await(engine.drain(), settings.engine().settings().drainTimeout())));
    return engine;
  }

  private static SmtpSettings smtp(Smtp.Relay relay) {
    var scheme = relay.tls() == Smtp.Tls.IMPLICIT ? "smtps" : "smtp";
    var login =
        relay
            .login()
            .<SmtpLogin>map(l -> new SmtpLogin.Account(l.user(), l.password().text()))
            .orElseGet(SmtpLogin.Anonymous::new);
    var policy =
        switch (relay.tls()) {
          case OFF -> TlsPolicy.OFF;
          case OPPORTUNISTIC -> TlsPolicy.OPPORTUNISTIC;
          case REQUIRED -> TlsPolicy.REQUIRED;
          case IMPLICIT -> TlsPolicy.IMPLICIT;
        };
    var host = relay.host().contains(":") ? "[" + relay.host() + "]" : relay.host();
    return SmtpSettings.relay(
        URI.create(scheme + "://" + host + ":" + relay.port()), policy, login, ehloName());
  }

  /**
   * The name of this machine, if it has one that fits; else an address literal (RFC 5321 section
   * 4.1.3).
   */
  private static String ehloName() {
    try {
      var name = InetAddress.getLocalHost().getCanonicalHostName();
      return name.contains(".") && !Character.isDigit(name.charAt(name.length() - 1))
          ? name
          : "[127.0.0.1]";
    } catch (UnknownHostException e) {
      LOG.debug("This machine has no name; EHLO says a literal.", e);
      return "[127.0.0.1]";
    }
  }

  private EventCounters startApi(
      ActorSystem<Void> system,
      ClusterEngine engine,
      Operations operations,
      PortCounters counters) {
    var port = settings.ports().api();
    var own = settings.ports().ops();
    var apiSettings =
        new ApiSettings(
            new ListenerSettings(settings.bind(), port, settings.api().port()),
            own.isPresent()
                ? Optional.of(
                    new ListenerSettings(settings.bind(), own.getAsInt(), settings.api().port()))
                : Optional.empty(),
            settings.api().limits(),
            settings.events());
    var keys = ApiKeys.ofDefault(order.apiKeys().stream().map(Secret::text).toList());
    var server =
        listen(
            port,
            ApiServer.start(
                apiSettings,
                system,
                engine,
                keys,
                operations,
                new Instruments(counters, random, System::nanoTime)));
    stops.push(new Stop("API port", () -> await(server.terminate(API_DRAIN), STOP_LIMIT)));
    var host = settings.bind().equals("0.0.0.0") ? "localhost" : settings.bind();
    api =
        URI.create(
            "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port());
    return server.eventCounters();
  }

  /** A cluster of one node. */
  private static void join(ActorSystem<Void> system) {
    var cluster = Cluster.get(system);
    var up = new CompletableFuture<Boolean>();
    cluster.registerOnMemberUp(() -> up.complete(true));
    cluster.join(cluster.selfAddress());
    await(up, START_LIMIT);
  }

  /** Hourly, and more often when batches are to be abandoned sooner. */
  private Duration takeUpEvery() {
    var abandonAfter = settings.engine().settings().intake().abandonAfter();
    var often = abandonAfter.dividedBy(4).plusMillis(1);
    return often.compareTo(TAKE_UP_EVERY) < 0 ? often : TAKE_UP_EVERY;
  }

  private static void takeUp(ClusterEngine engine) {
    var unused =
        engine
            .takeUpBatches()
            .exceptionally(
                failure -> {
                  LOG.warn(
                      "Unfinished batches cannot be taken up now; trying again later.", failure);
                  return null;
                });
  }

  private <T> T listen(int port, CompletionStage<T> opening) {
    try {
      return opening.toCompletableFuture().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (isTaken(e)) {
        throw new Trouble(
            Exit.BUSY,
            "port "
                + refused(e, port)
                + " on "
                + settings.bind()
                + " is in use or not ours to take",
            "stop what listens there, or choose another with WAYPOST_API_PORT, WAYPOST_TRACK_PORT"
                + " or WAYPOST_OPS_PORT",
            e);
      }
      throw new IllegalStateException("a port did not open", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted while starting", "start again", e);
    } catch (TimeoutException e) {
      throw new Trouble(
          Exit.FAILED, "port " + port + " did not open in time", "look at the log, start again", e);
    }
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException || t instanceof CannotListen) {
        return true;
      }
    }
    return false;
  }

  /**
   * The port that could not be opened; beside the API's there may be one for health and metrics.
   */
  private static int refused(Throwable failure, int wanted) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CannotListen refusal) {
        return refusal.port();
      }
    }
    return wanted;
  }

  private static <T> T await(CompletionStage<T> stage, Duration limit) {
    try {
      return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
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
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    for (var stop : List.copyOf(stops)) {
      try {
        stop.ending().run();
      } catch (Exception e) {
        LOG.warn("The {} did not stop in order.", stop.what(), e);
      }
    }
  }
}
