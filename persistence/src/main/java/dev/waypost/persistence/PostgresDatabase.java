package dev.waypost.persistence;

import com.zaxxer.hikari.HikariDataSource;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.id.Slice;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A PostgreSQL server. Each lane has a thread that runs one piece of work in one transaction; so
 * whoever has much to write makes large pieces. A few more threads read.
 */
public final class PostgresDatabase implements Database {
  private final Map<Lane, WorkQueue> lanes = new EnumMap<>(Lane.class);
  private final WorkQueue reads;
  private final List<PostgresRound> readers;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Answers answers = new Answers();
  private final Breaker breaker = new Breaker();
  private final Sentinel sentinel;
  private final Incarnation incarnation;
  private final RandomGenerator random;
  private volatile boolean isClosing;

  private PostgresDatabase(
      PostgresSource source,
      Session held,
      DatabaseSettings settings,
      Incarnation incarnation,
      RandomGenerator random) {
    this.writing =
        new HikariDataSource(
            source.pool("write", source.working("waypost-write"), Lane.values().length));
    this.reading = readingPool(source, source.working("waypost-read"), settings.readers());
    for (var lane : Lane.values()) {
      var name = "writes of " + lane.name().toLowerCase(Locale.ROOT);
      lanes.put(lane, queue(name, settings.writesWaiting(), breaker, answers));
    }
    this.reads = queue("reads", settings.readsWaiting(), breaker, answers);
    this.readers =
        Stream.generate(() -> new PostgresRound(reading, breaker))
            .limit(settings.readers())
            .toList();
    this.sentinel =
        new Sentinel(
            new Occupancy(source, incarnation),
            held,
            settings.postgres(),
            breaker,
            new SplittableRandom(random.nextLong()));
    this.incarnation = incarnation;
    this.random = random;
  }

  private static WorkQueue queue(String name, int bound, Breaker breaker, Answers answers) {
    return new WorkQueue(name, bound, 1, breaker::refusal, answers);
  }

  /**
   * The server that they were made to is gone, or frozen. Reads are cut off, as they can be
   * repeated; a write that is under way is left to a server that may thaw, unless we are closing.
   */
  private void letGo() {
    writing.getHikariPoolMXBean().softEvictConnections();
    reading.getHikariPoolMXBean().softEvictConnections();
    readers.forEach(PostgresRound::cutOff);
    if (isClosing) {
      reading.close();
      writing.close();
    }
  }

  private void start() {
    breaker.guard(Stream.concat(lanes.values().stream(), Stream.of(reads)).toList(), this::letGo);
    lanes.values().forEach(queue -> queue.start(new PostgresRound(writing, breaker)));
    readers.forEach(reads::start);
    sentinel.start();
  }

  /**
   * Connects, makes sure that no other node works there, makes or migrates the schema where needed,
   * and takes an incarnation.
   *
   * @param random makes salts, so it must be unpredictable
   */
  public static Database open(
      PostgresAddress address, DatabaseSettings settings, RandomGenerator random)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    try {
      var held = Occupancy.connect(source);
      try {
        var incarnation = prepare(source, held, settings.postgres());
        var database = new PostgresDatabase(source, held, settings, incarnation, random);
        database.start();
        return database;
      } catch (SQLException | StartRefused | RuntimeException e) {
        held.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresStart.refusal(address.toString(), e);
    }
  }

  private static Incarnation prepare(PostgresSource source, Session held, PostgresSettings settings)
      throws SQLException, StartRefused {
    PostgresStart.requireFit(held, source.toString());
    PostgresStart.requireSettings(source);
    Occupancy.take(held, settings, source.toString());
    if (settings.migrate()) {
      Migrations.ofPostgres(source);
    } else {
      Migrations.requirePostgres(source);
    }
    Meta.requireShards(held, Slice.SHARDS, source.toString());
    return Meta.nextIncarnation(held);
  }

  /**
   * Makes or migrates the schema and keeps nothing; for the owner of the schema. Refused while a
   * node works there, as that one knows its own schema only.
   */
  public static void migrate(PostgresAddress address, DatabaseSettings settings)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    try (var session = Occupancy.connect(source)) {
      PostgresStart.requireFit(session, address.toString());
      Occupancy.take(session, settings.postgres(), address.toString());
      Migrations.ofPostgres(source);
    } catch (SQLException e) {
      throw PostgresStart.refusal(address.toString(), e);
    }
  }

  /** Opens the database of a node for looking only; the node may be working in it. */
  public static ReadableDatabase openReadOnly(PostgresAddress address, DatabaseSettings settings)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    try (var session =
        new Session(Dialect.POSTGRES, source.connect(source.patient("waypost-look")))) {
      requireTables(session);
    } catch (SQLException e) {
      throw PostgresStart.refusal(address.toString(), e);
    }
    return PostgresReads.alone(source, settings);
  }

  /**
   * Opens the database of a node for a command that writes to it; the node may be working in it. A
   * schema that is not that of this program is refused.
   */
  public static BesideDatabase openBeside(PostgresAddress address, DatabaseSettings settings)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    try (var session =
        new Session(Dialect.POSTGRES, source.connect(source.patient("waypost-command")))) {
      PostgresStart.requireSettings(source);
      requireTables(session);
      Migrations.requireCurrent(source);
      return PostgresBeside.of(source, settings);
    } catch (SQLException e) {
      throw PostgresStart.refusal(address.toString(), e);
    }
  }

  private static void requireTables(Session session) throws SQLException {
    Query.of(session, "SELECT value FROM meta LIMIT 1").each(row -> {});
  }

  /** Connections that see one moment in each transaction, and cannot write. */
  static HikariDataSource readingPool(
      PostgresSource source, Properties properties, int connections) {
    var config = source.pool("read", properties, connections);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return lane(lane).submit(work);
  }

  private WorkQueue lane(Lane lane) {
    var queue = lanes.get(lane);
    if (queue == null) {
      throw new IllegalStateException("no queue for lane " + lane);
    }
    return queue;
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return reads.submit(work);
  }

  @Override
  public Incarnation incarnation() {
    return incarnation;
  }

  @Override
  public CompletionStage<byte[]> salt(SenderId sender) {
    return write(session -> Meta.salt(session, sender, random));
  }

  @Override
  public Load load() {
    return new Load(
        sum(WorkQueue::done),
        sum(WorkQueue::rounds),
        sum(WorkQueue::failed) + reads.failed(),
        reads.done(),
        sum(WorkQueue::overloaded) + reads.overloaded(),
        Math.toIntExact(sum(WorkQueue::waiting)));
  }

  private long sum(ToLongFunction<WorkQueue> figure) {
    Collection<WorkQueue> all = lanes.values();
    return all.stream().mapToLong(figure).sum();
  }

  @Override
  public Optional<Connections> connections() {
    var write = writing.getHikariPoolMXBean();
    var read = reading.getHikariPoolMXBean();
    return Optional.of(
        new Connections(
            write.getActiveConnections() + read.getActiveConnections(),
            write.getIdleConnections() + read.getIdleConnections(),
            write.getThreadsAwaitingConnection() + read.getThreadsAwaitingConnection(),
            breaker.cause().map(why -> String.valueOf(why.getMessage())),
            breaker.outages(),
            sentinel.reconnects(),
            breaker.refused()));
  }

  /** Of a server that is away nothing is waited for: what runs there is cut off. */
  @Override
  public void close() {
    isClosing = true;
    if (breaker.cause().isPresent()) {
      reading.close();
      writing.close();
    }
    reads.close();
    lanes.values().forEach(WorkQueue::close);
    sentinel.close();
    reading.close();
    writing.close();
    answers.close();
  }
}
