package dev.waypost.engine.smtp;

/** The command of a mail transaction that a reply answers. */
enum SmtpStage {
  MAIL,
  RCPT,
  DATA,
  DOT
}
