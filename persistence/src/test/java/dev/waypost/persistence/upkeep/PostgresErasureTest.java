package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.BesideDatabase.Remains;
import dev.waypost.persistence.Dialect;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left to the server. */
class PostgresErasureTest {
  private static final BatchId FIRST = batch("first");

  @TempDir Path folder;
  private People people;

  @BeforeEach
  void open() {
    people = new People(Dialect.POSTGRES, folder);
  }

  @AfterEach
  void close() {
    people.close();
  }

  @Test
  void compact_onAServer_writesTheTablesAnew() {
    people.store(FIRST, SPRING, People.many(SPRING));
    var before = people.count("SELECT pg_relation_filenode('row')::bigint");
    await(new Erasure(people.beside()).erase(address("person1@example.com")));

    assertThat(await(people.beside().flush())).isEqualTo(Remains.OLDER_VERSIONS);
    assertThat(people.count("SELECT pg_relation_filenode('row')::bigint")).isEqualTo(before);
    assertThat(await(people.beside().compact())).isEqualTo(Remains.NOTHING);

    assertThat(people.count("SELECT pg_relation_filenode('row')::bigint")).isNotEqualTo(before);
    assertThat(people.name(FIRST, 3)).contains("Name of c-2");
  }
}
