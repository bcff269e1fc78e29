/**
 * Mail on the wire: the SMTP client towards a relay, and what its replies mean. Nothing here
 * decides whether a mail is tried or tried again. Enters: an envelope and a finished message.
 * Leaves: one outcome. Start reading at {@link dev.waypost.engine.smtp.SmtpTransport}, then at
 * SmtpTransaction, which draws the line of responsibility at the final dot.
 */
@NullMarked
package dev.waypost.engine.smtp;

import org.jspecify.annotations.NullMarked;
