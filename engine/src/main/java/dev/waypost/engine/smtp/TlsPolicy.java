package dev.waypost.engine.smtp;

/** Whether and how a connection is encrypted. */
public enum TlsPolicy {
  /** Never, not even when the server offers it; credentials travel in the clear. */
  OFF,
  /**
   * With STARTTLS when the server offers it, without looking at its certificate; in the clear when
   * it does not, or when the handshake fails. Guards against listeners, not against impostors.
   */
  OPPORTUNISTIC,
  /** With STARTTLS and a certificate that is trusted and names the host, or not at all. */
  REQUIRED,
  /** TLS from the first byte ({@code smtps}, RFC 8314); the certificate as {@link #REQUIRED}. */
  IMPLICIT
}
