package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteEventStreamTest extends EventStreamContract {
  SqliteEventStreamTest() {
    super(Dialect.SQLITE);
  }

  @Test
  void read_ofOneCampaign_looksAtNothingElse() {
    try (var test = new StreamFixture(Dialect.SQLITE, folder, 22)) {
      List<String> plan =
          await(
              test.database
                  .database()
                  .read(
                      session ->
                          Query.of(
                                  session,
                                  "EXPLAIN QUERY PLAN " + StreamPage.OF_CAMPAIGN.in(session))
                              .list(row -> row.getString("detail"))));

      assertThat(plan)
          .hasSize(2)
          .first()
          .asString()
          .contains("(sender=? AND campaign=? AND ordering>? AND ordering<?)");
    }
  }
}
