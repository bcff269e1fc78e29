/**
 * From a campaign's content and a row to the bytes of one mail: templates, tracked links, the text
 * part, MIME; and the courier that owns the attempt to deliver them. What renders is pure: no clock
 * and no chance, so that each retry of a mailing has the same bytes. Start reading at {@link
 * dev.waypost.engine.send.CompiledContent}.
 */
@NullMarked
package dev.waypost.engine.send;

import org.jspecify.annotations.NullMarked;
