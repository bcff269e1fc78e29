package dev.waypost.engine.roster;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;

/** A row on its way into the database, with its pseudonyms. */
public record StoredRow(
    int position, RecipientKey recipient, RowKey row, RowSubmission submission) {}
