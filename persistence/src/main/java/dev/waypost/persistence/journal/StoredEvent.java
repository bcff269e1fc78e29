package dev.waypost.persistence.journal;

import dev.waypost.engine.id.Slice;
import java.time.Instant;

/**
 * An event as it stands in the journal.
 *
 * @param ordering its place in the one order of all events; with gaps
 * @param seqNr its number among those of its entity, from 1; without gaps
 * @param at when it was written, by the writer's clock
 * @param event one of the engine's event types
 */
public record StoredEvent(
    long ordering, String persistenceId, long seqNr, Slice slice, Instant at, Object event) {}
