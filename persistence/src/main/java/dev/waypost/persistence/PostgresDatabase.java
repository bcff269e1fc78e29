package dev.waypost.persistence;

import com.zaxxer.hikari.HikariDataSource;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.id.Slice;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * A PostgreSQL server. Each lane has a thread that runs one piece of work in one transaction; so
 * whoever has much to write makes large pieces. A few more threads read.
 */
public final class PostgresDatabase implements Database {
  private final Map<Lane, WorkQueue> lanes;
  private final WorkQueue reads;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Answers answers;
  private final Incarnation incarnation;
  private final RandomGenerator random;

  private PostgresDatabase(
      PostgresSource source,
      DatabaseSettings settings,
      Incarnation incarnation,
      RandomGenerator random) {
    this.writing =
        new HikariDataSource(
            source.pool("write", source.working("waypost-write"), Lane.values().length));
    this.reading = readers(source, source.working("waypost-read"), settings.readers());
    this.answers = new Answers();
    this.lanes = new EnumMap<>(Lane.class);
    for (var lane : Lane.values()) {
      var queue =
          new WorkQueue(
              "writes of " + lane.name().toLowerCase(Locale.ROOT),
              settings.writesWaiting(),
              1,
              answers);
      queue.start(new PostgresRound(writing));
      lanes.put(lane, queue);
    }
    this.reads = new WorkQueue("reads", settings.readsWaiting(), 1, answers);
    for (var i = 0; i < settings.readers(); i++) {
      reads.start(new PostgresRound(reading));
    }
    this.incarnation = incarnation;
    this.random = random;
  }

  /**
   * Connects, makes or migrates the schema where needed, and takes an incarnation.
   *
   * @param random makes salts, so it must be unpredictable
   */
  public static Database open(
      PostgresAddress address, DatabaseSettings settings, RandomGenerator random)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    Migrations.ofPostgres(source);
    try (var session =
        new Session(Dialect.POSTGRES, source.connect(source.working("waypost-start")))) {
      Meta.requireShards(session, Slice.SHARDS, address.toString());
      return new PostgresDatabase(source, settings, Meta.nextIncarnation(session), random);
    } catch (SQLException e) {
      throw new StartRefused.DatabaseUnusable(address.toString(), e);
    }
  }

  /** Opens the database of a node for looking only; the node may be working in it. */
  public static ReadableDatabase openReadOnly(PostgresAddress address, DatabaseSettings settings)
      throws StartRefused {
    var source = new PostgresSource(address, settings.postgres());
    try (var connection = source.connect(source.patient("waypost-look"))) {
      if (!connection.isValid(1)) {
        throw new SQLException("it does not answer");
      }
    } catch (SQLException e) {
      throw new StartRefused.DatabaseUnusable(address.toString(), e);
    }
    return PostgresReads.alone(source, settings);
  }

  /** Connections that see one moment in each transaction, and cannot write. */
  static HikariDataSource readers(PostgresSource source, Properties properties, int connections) {
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
        sum(WorkQueue::failed),
        reads.done(),
        sum(WorkQueue::overloaded) + reads.overloaded(),
        Math.toIntExact(sum(WorkQueue::waiting)));
  }

  private long sum(ToLongFunction<WorkQueue> figure) {
    Collection<WorkQueue> all = lanes.values();
    return all.stream().mapToLong(figure).sum();
  }

  @Override
  public void close() {
    reads.close();
    lanes.values().forEach(WorkQueue::close);
    reading.close();
    writing.close();
    answers.close();
  }
}
