package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.BesideDatabase.Remains;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the files. */
class SqliteErasureTest {
  private static final BatchId FIRST = batch("first");

  @TempDir Path folder;
  private People people;

  @BeforeEach
  void open() {
    people = new People(Dialect.SQLITE, folder);
  }

  @AfterEach
  void close() {
    people.close();
  }

  @Test
  void erase_flushedToAFile_leavesNoByteInIt() {
    people.store(FIRST, SPRING, People.many(SPRING));
    var words = new ArrayList<String>();
    for (var i = 0; i < People.MANY; i += 3) {
      words.addAll(People.words(i));
    }
    assertThat(Bytes.found(folder, words)).isNotEmpty();

    for (var i = 0; i < People.MANY; i += 3) {
      await(new Erasure(people.beside()).erase(address("person" + i + "@example.com")));
    }
    assertThat(await(people.beside().flush())).isEqualTo(Remains.NOTHING);

    assertThat(Bytes.found(folder, words)).isEmpty();
    assertThat(Bytes.found(folder, People.words(1))).isNotEmpty();
    assertThat(await(people.beside().compact())).isEqualTo(Remains.NOTHING);
    assertThat(people.name(FIRST, 2)).contains("Name of c-1");
  }

  @Test
  void flush_whileSomebodyReads_saysThatOlderVersionsRemain() throws Exception {
    people.store(FIRST, SPRING, People.many(SPRING));
    var mayEnd = new CompletableFuture<Void>();
    var begun = new CompletableFuture<Void>();
    var reading =
        people
            .node()
            .read(
                session -> {
                  Query.of(session, "SELECT count(*) FROM row").first(row -> 1);
                  begun.complete(null);
                  mayEnd.join();
                  return 1;
                });
    begun.join();
    try (var hasty =
        TestDatabase.beside(
            Dialect.SQLITE, folder, TestDatabase.bounded(1, Duration.ofMillis(50)))) {
      await(new Erasure(hasty).erase(address("person1@example.com")));

      assertThat(await(hasty.flush())).isEqualTo(Remains.OLDER_VERSIONS);
    } finally {
      mayEnd.complete(null);
    }
    await(reading);
    assertThat(await(people.beside().flush())).isEqualTo(Remains.NOTHING);
  }
}
