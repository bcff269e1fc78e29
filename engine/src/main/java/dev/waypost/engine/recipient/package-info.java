/**
 * The owner of one address: its mailings, its standing, its hits. {@link
 * dev.waypost.engine.recipient.Recipient} holds all rules as the pure functions {@code decide} and
 * {@code evolve}; {@code RecipientEntity} is the actor around them. Knows no addresses and no rows,
 * only keys. Start reading at {@link dev.waypost.engine.recipient.Mailing}.
 */
@NullMarked
package dev.waypost.engine.recipient;

import org.jspecify.annotations.NullMarked;
