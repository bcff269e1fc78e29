package dev.waypost.engine.roster;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;

/**
 * One row as a page sees it: who it goes to, never what it says.
 *
 * @param position in the page, from 0; stays when other rows are erased
 * @param line of the submitted text, from 1
 */
public record RowRef(
    int position, int line, RecipientKey recipient, RowKey row, MailingOrder.Claim claim) {}
