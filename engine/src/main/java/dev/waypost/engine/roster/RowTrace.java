package dev.waypost.engine.roster;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;

/** What names a row without naming a person: all that is left of it once that one is erased. */
public record RowTrace(Origin origin, RecipientKey recipient, RowKey key) {}
