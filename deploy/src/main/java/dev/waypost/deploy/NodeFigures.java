package dev.waypost.deploy;

import dev.waypost.engine.cluster.ClusterEngine;
import dev.waypost.http.api.ApiServer;
import dev.waypost.http.api.EventCounter;
import dev.waypost.http.api.EventCounters;
import dev.waypost.http.ops.Readiness;
import dev.waypost.http.ops.Samples;
import dev.waypost.http.server.PortCounter;
import dev.waypost.http.server.PortCounters;
import dev.waypost.http.server.Room;
import dev.waypost.http.track.TrackCounter;
import dev.waypost.http.track.TrackCounters;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.hitlog.HitLogCounter;
import dev.waypost.persistence.hitlog.HitLogCounters;
import dev.waypost.persistence.journal.JournalCounter;
import dev.waypost.persistence.journal.JournalCounters;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.StreamRetention;
import dev.waypost.persistence.view.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node shows of itself: the fixed names of the public contract, read from the parts that
 * count. The equations: hits answered = logged - found + unlogged but for those under way; logged =
 * applied + refused + parked + pending; applied = sum of verdicts + unsubscribes over the life of
 * the database.
 */
final class NodeFigures implements Samples {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFigures.class);
  private static final int REFRESH_SECONDS = 2;

  private final Database database;
  private final JournalCounters journal;
  private final Projection view;
  private final StreamRetention retention;
  private final HitLogCounters hits;
  private final TrackCounters tracking;
  private final PortCounters port;
  private volatile Optional<OfView> ofView = Optional.empty();

  /** Since when the view cannot be read, on the clock of nanoTime. */
  private volatile Optional<Long> blindSince = Optional.empty();

  private volatile Optional<ClusterEngine> engine = Optional.empty();
  private volatile Optional<ApiServer> api = Optional.empty();

  /** What the view says, and how it does itself. */
  private record OfView(Totals totals, Projection.Lag lag) {}

  NodeFigures(
      Database database,
      JournalCounters journal,
      Projection view,
      StreamRetention retention,
      HitLogCounters hits,
      TrackCounters tracking,
      PortCounters port) {
    this.database = database;
    this.journal = journal;
    this.view = view;
    this.retention = retention;
    this.hits = hits;
    this.tracking = tracking;
    this.port = port;
  }

  /** Figures of the view are added up every few seconds, not at each scrape. */
  void refresh(ScheduledExecutorService timer) {
    var unused = timer.scheduleWithFixedDelay(this::readView, 0, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  /** What cannot be read now stays as it was; the database's own figures tell why. */
  private void readView() {
    var unused =
        Totals.read(database)
            .thenCombine(view.lag(), OfView::new)
            .whenComplete(
                (read, failure) -> {
                  if (failure == null) {
                    ofView = Optional.of(read);
                    blindSince = Optional.empty();
                  } else {
                    blindSince = blindSince.or(() -> Optional.of(System.nanoTime()));
                    LOG.debug("The view's figures cannot be read now.", failure);
                  }
                });
  }

  /** The API is served. */
  void answering(ApiServer server) {
    api = Optional.of(server);
  }

  /** The node has joined and does its work. */
  void joined(ClusterEngine running) {
    engine = Optional.of(running);
  }

  Readiness readiness() {
    if (engine.isEmpty()) {
      return new Readiness(Readiness.State.UNAVAILABLE, List.of("the node is still starting"));
    }
    var reasons = new ArrayList<String>();
    engine
        .get()
        .courierGauges()
        .unavailable()
        .ifPresent(why -> reasons.add("no mail goes out: " + why));
    ofView
        .map(read -> read.lag().deadLetters())
        .filter(left -> left > 0)
        .ifPresent(left -> reasons.add("events that the figures had to leave out: " + left));
    database
        .connections()
        .flatMap(Database.Connections::away)
        .ifPresent(why -> reasons.add("the database cannot be reached: " + why));
    if (hits.value(HitLogCounter.UNLOGGED) > 0) {
      reasons.add(
          "hits were answered that could not be logged: " + hits.value(HitLogCounter.UNLOGGED));
    }
    return reasons.isEmpty() ? Readiness.OK : new Readiness(Readiness.State.DEGRADED, reasons);
  }

  @Override
  public List<Sample> read() {
    var samples = new ArrayList<Sample>();
    samples.add(
        counter(
            "waypost_hits_answered_total", "Hits answered", tracking.value(TrackCounter.ANSWERED)));
    hit(samples, "logged", HitLogCounter.LOGGED);
    hit(samples, "unlogged", HitLogCounter.UNLOGGED);
    hit(samples, "applied", HitLogCounter.APPLIED);
    hit(samples, "refused", HitLogCounter.REFUSED);
    samples.add(
        gauge(
            "waypost_hits_pending",
            "Hits in the log that nobody has confirmed yet",
            hits.pending()));
    samples.add(
        gauge(
            "waypost_hits_parked",
            HitLogCounter.PARKED.sentence(),
            hits.value(HitLogCounter.PARKED)));
    ofView.ifPresent(read -> addTotals(samples, read.totals()));
    ofView.ifPresent(read -> addLag(samples, read.lag(), blind()));
    samples.add(
        counter(
            "waypost_view_failures_total",
            "Steps of the view that failed and were tried again",
            view.failures()));
    addEvents(samples);
    engine.ifPresent(running -> addCourier(samples, running));
    addPort(samples);
    api.ifPresent(server -> addRooms(samples, server.rooms().byName()));
    addDatabase(samples);
    addJournal(samples);
    return samples;
  }

  private void hit(List<Sample> samples, String what, HitLogCounter counter) {
    samples.add(
        counter("waypost_hits_" + what + "_total", counter.sentence(), hits.value(counter)));
  }

  private static void addTotals(List<Sample> samples, Totals t) {
    samples.add(
        counter(
            "waypost_unsubscribes_total",
            "Unsubscribe requests that recipients have taken",
            t.unsubscribes()));
    verdict(samples, "human", t.human());
    verdict(samples, "unknown", t.unknown());
    verdict(samples, "machine", t.machine());
    mailing(samples, "waiting", t.waiting());
    t.mailings().byState().forEach((state, n) -> mailing(samples, state, n));
    attempt(samples, "delivered", t.attempts().delivered());
    attempt(samples, "deferred", t.attempts().deferred());
    attempt(samples, "bounced", t.attempts().bounced());
    attempt(samples, "inDoubt", t.attempts().inDoubt());
    attempt(samples, "untried", t.attempts().untried());
  }

  /** For how long nobody knows how the view does. */
  private Duration blind() {
    return blindSince
        .map(since -> Duration.ofNanos(System.nanoTime() - since))
        .orElse(Duration.ZERO);
  }

  /** What waited when the view was last read goes on waiting until it can be read again. */
  private static void addLag(List<Sample> samples, Projection.Lag lag, Duration blind) {
    var behind = lag.eventsBehind() > 0 ? lag.behind().plus(blind) : lag.behind();
    samples.add(
        gauge(
            "waypost_view_events_behind",
            "Events of the journal that the figures do not count yet",
            lag.eventsBehind()));
    samples.add(
        gauge(
            "waypost_view_seconds_behind",
            "How long the first event that the figures do not count yet has been waiting",
            Math.ceilDiv(behind.toMillis(), 1000)));
    samples.add(
        gauge(
            "waypost_view_dead_letters",
            "Events that cannot be read and that the figures leave out",
            lag.deadLetters()));
  }

  private void addEvents(List<Sample> samples) {
    samples.add(
        counter(
            "waypost_events_removed_total",
            "Rows that left the event stream because of their age",
            retention.removed()));
    api.map(ApiServer::eventCounters)
        .ifPresent(
            of -> {
              samples.add(gauge("waypost_event_streams", "Event streams that are open", of.open()));
              event(samples, of, "waypost_event_streams_opened_total", EventCounter.OPENED);
              event(samples, of, "waypost_event_streams_refused_total", EventCounter.REFUSED);
              event(samples, of, "waypost_events_told_total", EventCounter.TOLD);
            });
  }

  private static void event(
      List<Sample> samples, EventCounters of, String name, EventCounter counter) {
    samples.add(counter(name, counter.sentence(), of.value(counter)));
  }

  private static void addCourier(List<Sample> samples, ClusterEngine running) {
    var courier = running.courierGauges();
    samples.add(
        gauge("waypost_courier_under_way", "Attempts that hold a connection", courier.underWay()));
    samples.add(
        gauge("waypost_courier_waiting", "Attempts that wait for a connection", courier.waiting()));
    samples.add(
        counter(
            "waypost_courier_dropped_total",
            "Wishes for a connection that found no room and were made again",
            courier.dropped()));
  }

  private void addPort(List<Sample> samples) {
    samples.add(
        gauge("waypost_api_connections", "Open connections of the API's port", port.open()));
    for (var counter : PortCounter.values()) {
      samples.add(
          counter(
              "waypost_api_" + counter.word() + "_total", counter.sentence(), port.value(counter)));
    }
  }

  private static void addRooms(List<Sample> samples, Map<String, Room> rooms) {
    rooms.forEach(
        (of, room) ->
            samples.add(
                new Sample(
                    "waypost_api_room_taken",
                    "What requests hold of what there is for all, by what it is",
                    Kind.GAUGE,
                    Map.of("of", of),
                    room.taken())));
    rooms.forEach(
        (of, room) ->
            samples.add(
                new Sample(
                    "waypost_api_room_refused_total",
                    "Requests answered with 429 as it was all taken, by what it is",
                    Kind.COUNTER,
                    Map.of("of", of),
                    room.refused())));
  }

  private void addDatabase(List<Sample> samples) {
    var load = database.load();
    samples.add(counter("waypost_database_writes_total", "Writes committed", load.written()));
    samples.add(
        counter("waypost_database_commits_total", "Transactions that held them", load.commits()));
    samples.add(
        counter(
            "waypost_database_failed_total",
            "Reads that threw, and writes that did or were not committed",
            load.failed()));
    samples.add(
        counter(
            "waypost_database_overloaded_total",
            "Reads and writes refused because too many waited",
            load.overloaded()));
    samples.add(gauge("waypost_database_waiting", "Writes that wait now", load.waiting()));
    database.connections().ifPresent(of -> addConnections(samples, of));
  }

  private static void addConnections(List<Sample> samples, Database.Connections of) {
    samples.add(connections("active", of.active()));
    samples.add(connections("idle", of.idle()));
    samples.add(
        gauge(
            "waypost_database_connections_waiting",
            "Threads that wait for a connection",
            of.waiting()));
    samples.add(
        gauge(
            "waypost_database_away",
            "1 while the server cannot be reached and work fails at once",
            of.away().isPresent() ? 1 : 0));
    samples.add(
        counter("waypost_database_outages_total", "Times that the server was away", of.outages()));
    samples.add(
        counter(
            "waypost_database_reconnects_total",
            "Times that the connection that watches the server was replaced",
            of.reconnects()));
    samples.add(
        counter(
            "waypost_database_refused_total",
            "Reads and writes that failed at once, as the server was away",
            of.refused()));
  }

  private static Sample connections(String state, long n) {
    return new Sample(
        "waypost_database_connections",
        "Connections to the server that work runs on, by state",
        Kind.GAUGE,
        Map.of("state", state),
        n);
  }

  private void addJournal(List<Sample> samples) {
    for (var counter : JournalCounter.values()) {
      samples.add(
          counter(
              "waypost_journal_" + counter.word() + "_total",
              counter.sentence(),
              journal.value(counter)));
    }
  }

  private static void verdict(List<Sample> samples, String verdict, long n) {
    samples.add(
        new Sample(
            "waypost_hit_verdicts_total",
            "Clicks and opens by verdict; new rules may move counts",
            Kind.COUNTER,
            Map.of("verdict", verdict),
            n));
  }

  private static void mailing(List<Sample> samples, String state, long n) {
    samples.add(
        new Sample(
            "waypost_mailings",
            "Mailings by state, over all campaigns",
            Kind.GAUGE,
            Map.of("state", state),
            n));
  }

  private static void attempt(List<Sample> samples, String outcome, long n) {
    samples.add(
        new Sample(
            "waypost_attempts_total",
            "SMTP attempts by outcome",
            Kind.COUNTER,
            Map.of("outcome", outcome),
            n));
  }

  private static Sample counter(String name, String help, long value) {
    return new Sample(name, help, Kind.COUNTER, Map.of(), value);
  }

  private static Sample gauge(String name, String help, long value) {
    return new Sample(name, help, Kind.GAUGE, Map.of(), value);
  }
}
