package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

abstract class ContentsOfDatabase implements ContentsContract {
  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;

  ContentsOfDatabase(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public SqlContents contents() {
    return new SqlContents(database.database());
  }

  @Override
  public SqlLinkTables tables() {
    return new SqlLinkTables(database.database());
  }
}
