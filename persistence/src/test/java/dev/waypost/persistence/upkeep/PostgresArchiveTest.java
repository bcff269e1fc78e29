package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.until;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.batch;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.PostgresServer;
import dev.waypost.persistence.view.ViewSettings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a server does: many write at the same moment. */
class PostgresArchiveTest {
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND wait_event_type = 'Lock'";

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
  void person_whomAPageMentionsThatIsJustBeingStored_stays() throws SQLException {
    people.store(batch("spring"), SPRING, People.many(SPRING));
    var view = ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));
    try (var intake = PostgresServer.connect(PostgresServer.of(folder));
        var statement = intake.createStatement()) {
      intake.setAutoCommit(false);
      statement.execute(
          "INSERT INTO row SELECT 77, 0, line, position, claim, recipient_key, row_key, id, email,"
              + " name, data, metadata FROM row WHERE page = 1 AND line < 511");
      statement.execute(
          "INSERT INTO person SELECT * FROM person WHERE recipient_key IN (SELECT recipient_key"
              + " FROM row WHERE batch_no = 77) ORDER BY recipient_key ON CONFLICT (sender,"
              + " recipient_key) DO UPDATE SET email = excluded.email WHERE person.email <>"
              + " excluded.email");

      var deleting = new Archive(people.beside(), view).delete(SPRING, People.NOW);
      until(() -> people.count(WAITING) > 0 ? Optional.of(true) : Optional.empty());
      intake.commit();
      await(deleting);
    }

    assertThat(people.count("SELECT count(*) FROM row")).isEqualTo(10);
    assertThat(people.count("SELECT count(*) FROM person")).isEqualTo(10);
  }
}
