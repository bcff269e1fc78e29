/**
 * What keeps the tables from growing for ever: erasure of persons, archives of campaigns, cuts of
 * the journal. Everything here works in small transactions, beside a node or without one, and may
 * be killed and repeated at any point. Start reading at {@link
 * dev.waypost.persistence.upkeep.Erasure}, and for the journal at {@link
 * dev.waypost.persistence.upkeep.Retention}.
 */
@NullMarked
package dev.waypost.persistence.upkeep;

import org.jspecify.annotations.NullMarked;
