package dev.waypost.bench.recovery;

import dev.waypost.bench.postgres.Postgres;
import dev.waypost.bench.postgres.Schema;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.journal.EventAlarms;
import dev.waypost.persistence.journal.JournalSetup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/** A journal that recipients can live on. Each opening is a process's life: nothing is cached. */
sealed interface Journal {
  String mode();

  Being.Habit habit();

  Life open();

  /** One opening. */
  interface Life extends AutoCloseable {
    ActorSystem system();

    /** Blocks until everything has ended. */
    @Override
    void close();
  }

  /** Waypost's, as a node has it. */
  record Ours(Postgres database, Being.Snapshots snapshots) implements Journal {
    @Override
    public String mode() {
      return switch (snapshots) {
        case SOME -> "Waypost";
        case NONE -> "Waypost, no snapshots";
      };
    }

    @Override
    public Being.Habit habit() {
      return new Being.Habit(snapshots, Set.of());
    }

    @Override
    public Life open() {
      var opened = Schema.open(database);
      return new On(opened, start(opened));
    }

    static ActorSystem start(Database database) {
      return ActorSystem.create(
          "bench",
          ActorSystemSetup.create(
              BootstrapSetup.create(ActorSettings.ours()),
              new JournalSetup(
                  database,
                  new EventCodec(),
                  new EventAlarms(),
                  ActorSettings.journal(),
                  InstantSource.system())));
    }

    private record On(Database database, ActorSystem system) implements Life {
      @Override
      public void close() {
        end(system);
        database.close();
      }
    }
  }

  /** The stock plugin. */
  record Stock(Postgres database, Tuning tuning) implements Journal {
    @Override
    public String mode() {
      return switch (tuning) {
        case DEFAULT -> "stock plugin, defaults";
        case TUNED -> "stock plugin, tuned";
        case TAGGED -> "stock plugin, tuned, one tag";
      };
    }

    @Override
    public Being.Habit habit() {
      return switch (tuning) {
        case DEFAULT -> new Being.Habit(Being.Snapshots.SOME, Set.of());
        case TUNED -> new Being.Habit(Being.Snapshots.NONE, Set.of());
        case TAGGED -> new Being.Habit(Being.Snapshots.NONE, Set.of("slice"));
      };
    }

    @Override
    public Life open() {
      var config = ActorSettings.stock(database, tuning);
      var setup = ActorSystemSetup.create(BootstrapSetup.create(config));
      var system = ActorSystem.create("bench", setup);
      return new Life() {
        @Override
        public ActorSystem system() {
          return system;
        }

        @Override
        public void close() {
          end(system);
        }
      };
    }
  }

  /** How the stock plugin is set up. */
  enum Tuning {
    /** As shipped, but with room for as many writes as there are recipients at a time. */
    DEFAULT,
    /** All that its settings can do for short lives. */
    TUNED,
    /** With a tag on each event, as its own way of following events needs. */
    TAGGED
  }

  /** Blocks until it has. */
  static void end(ActorSystem system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "an actor system does not end in " + Duration.ofMinutes(1), e);
    }
  }
}
