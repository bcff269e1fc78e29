package dev.waypost.persistence.store;

import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Contents;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.ContentJson;
import dev.waypost.persistence.codec.LinkTableJson;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Contents in a table. What is stored never changes, so storing the same again is harmless. */
public final class SqlContents implements Contents {
  private final Database database;

  public SqlContents(Database database) {
    this.database = database;
  }

  @Override
  public CompletionStage<Boolean> store(CampaignSubmission submission, LinkTable table) {
    var links = LinkTableJson.write(table);
    var text = ContentJson.write(submission);
    return database.write(session -> store(session, table.id(), links, text));
  }

  /** Whether that content is what stands under the number now. */
  private static boolean store(Session session, LinkTableId id, String links, String submission)
      throws SQLException {
    Query.of(
            session,
            "INSERT INTO content(link_table, links, submission) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")
        .number(id.value())
        .text(links)
        .text(submission)
        .update();
    return Query.of(session, "SELECT links, submission FROM content WHERE link_table = ?")
        .number(id.value())
        .first(row -> row.getString(1).equals(links) && row.getString(2).equals(submission))
        .orElse(false);
  }

  @Override
  public CompletionStage<Optional<Content>> find(LinkTableId id) {
    return database.read(
        session ->
            Query.of(session, "SELECT links, submission FROM content WHERE link_table = ?")
                .number(id.value())
                .first(
                    row ->
                        new Content(
                            ContentJson.read(row.getString(2)),
                            LinkTableJson.read(row.getString(1)))));
  }
}
