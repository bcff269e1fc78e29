package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteTimelineTest extends TimelineContract {
  SqliteTimelineTest() {
    super(Dialect.SQLITE);
  }

  @Test
  void timeline_ofACampaign_looksAtNoOtherPayload() {
    try (var test = new StreamFixture(Dialect.SQLITE, folder, 8)) {
      List<String> plan =
          await(
              test.database
                  .database()
                  .read(
                      session ->
                          Query.of(
                                  session,
                                  "EXPLAIN QUERY PLAN " + MailingHistory.IN_STREAM.in(session))
                              .list(row -> row.getString("detail"))));

      assertThat(plan).hasSize(2);
      assertThat(plan.getFirst()).contains("(persistence_id=? AND seq_nr>? AND seq_nr<?)");
      assertThat(plan.getLast()).contains("(sender=? AND ordering=? AND campaign=?)");
    }
  }
}
