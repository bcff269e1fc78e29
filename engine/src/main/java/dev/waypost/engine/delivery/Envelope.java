package dev.waypost.engine.delivery;

import dev.waypost.engine.id.EmailAddress;

/** Who a mail is from and to on the wire (RFC 5321 section 2.3.1). */
public record Envelope(EmailAddress from, EmailAddress to) {}
