/**
 * The database, and who may touch it when. {@link dev.waypost.persistence.Database} takes pieces of
 * SQL: writes go through one group commit, reads through a few connections of their own. The rooms
 * below hold what is stored: {@code journal} events and snapshots, {@code store} rows, persons and
 * keys, {@code view} what is counted, {@code audit} the count of everything once more. Start
 * reading at {@link dev.waypost.persistence.SqliteDatabase}.
 */
@NullMarked
package dev.waypost.persistence;

import org.jspecify.annotations.NullMarked;
