package dev.waypost.persistence;

import java.sql.SQLException;

/**
 * A piece of SQL with a result. Runs on a database thread, so it does nothing else: no waiting, no
 * logging of rows. It neither begins nor ends transactions. It may run only once, and what it
 * throws fails its own stage alone.
 */
@FunctionalInterface
public interface SqlWork<T> {
  T run(Session session) throws SQLException;
}
