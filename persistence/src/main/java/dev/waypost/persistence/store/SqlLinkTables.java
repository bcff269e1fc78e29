package dev.waypost.persistence.store;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.codec.LinkTableJson;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Link tables as they were stored with their contents. */
public final class SqlLinkTables implements LinkTables {
  private final ReadableDatabase database;

  public SqlLinkTables(ReadableDatabase database) {
    this.database = database;
  }

  @Override
  public CompletionStage<Optional<LinkTable>> find(LinkTableId id) {
    return database.read(
        session ->
            Query.of(session, "SELECT links FROM content WHERE link_table = ?")
                .number(id.value())
                .first(row -> LinkTableJson.read(row.getString(1))));
  }
}
