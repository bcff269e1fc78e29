/**
 * The names of things: small records that parse and print themselves, compare by value and know
 * which slice they belong to. Pure: no I/O, no clock, no framework. Start reading at {@link
 * dev.waypost.engine.id.RecipientId}.
 */
@NullMarked
package dev.waypost.engine.id;

import org.jspecify.annotations.NullMarked;
