/**
 * Events and snapshots in tables of ours, as a journal and a snapshot store of Pekko. The plugins
 * find the database through {@link dev.waypost.persistence.journal.JournalSetup}, which must be
 * among the setups of the actor system. What many entities write, or read when they wake, gathers
 * while the database is at work and goes there together ({@link
 * dev.waypost.persistence.journal.Gathering}); an event, and the alarm that it implies, are one
 * transaction. Start reading at {@link dev.waypost.persistence.journal.SqlJournal} for writing,
 * {@link dev.waypost.persistence.journal.SqlSnapshotStore} for waking.
 */
@NullMarked
package dev.waypost.persistence.journal;

import org.jspecify.annotations.NullMarked;
