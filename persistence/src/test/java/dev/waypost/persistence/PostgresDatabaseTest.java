package dev.waypost.persistence;

import java.sql.Connection;
import java.sql.SQLException;

class PostgresDatabaseTest extends DatabaseContract {
  PostgresDatabaseTest() {
    super(Dialect.POSTGRES);
  }

  @Override
  ReadableDatabase openReadOnly() throws StartRefused {
    return PostgresDatabase.openReadOnly(PostgresServer.of(folder), TestDatabase.SETTINGS);
  }

  @Override
  Connection connect() throws SQLException {
    return PostgresServer.connect(PostgresServer.of(folder));
  }
}
