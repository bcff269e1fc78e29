/**
 * Events and snapshots in tables of ours, behind Pekko Persistence JDBC: its plugins, our data
 * access. The plugins find the database through {@link
 * dev.waypost.persistence.journal.JournalSetup}, which must be among the setups of the actor
 * system. An event, and the alarm that it implies, are one transaction. Start reading at {@link
 * dev.waypost.persistence.journal.SqlJournalDao}.
 */
@NullMarked
package dev.waypost.persistence.journal;

import org.jspecify.annotations.NullMarked;
