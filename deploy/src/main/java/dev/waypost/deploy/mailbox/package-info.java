/**
 * The built-in mailbox: an SMTP server on loopback that keeps what arrives, and pages to read it.
 * For trying things out, never for real people's mail.
 */
@NullMarked
package dev.waypost.deploy.mailbox;

import org.jspecify.annotations.NullMarked;
