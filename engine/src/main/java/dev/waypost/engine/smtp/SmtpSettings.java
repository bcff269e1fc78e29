package dev.waypost.engine.smtp;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One relay and how to speak to it.
 *
 * @param host name or address literal of the relay, without brackets
 * @param port 1..65535
 * @param ehloName what we call ourselves: a host name or an address literal in brackets
 * @param threads event loop threads, 1..64; one carries thousands of connections
 * @param drain how long {@link SmtpTransport#close} waits for mails on their way, at most 15 min
 */
public record SmtpSettings(
    String host,
    int port,
    TlsPolicy tls,
    SmtpLogin login,
    String ehloName,
    SmtpTimeouts timeouts,
    SmtpReuse reuse,
    int threads,
    Duration drain) {
  private static final Pattern EHLO_NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,254}|\\[[A-Za-z0-9:.]{2,60}]");
  private static final int SMTP = 25;
  private static final int SMTPS = 465;

  public SmtpSettings {
    if (host.isBlank() || !host.strip().equals(host)) {
      throw new IllegalArgumentException("smtp.host must be a host name, got \"" + host + "\"");
    }
    if (!(port >= 1 && port <= 65_535)) {
      throw new IllegalArgumentException("smtp.port must be 1..65535, got " + port);
    }
    if (!EHLO_NAME.matcher(ehloName).matches()) {
      throw new IllegalArgumentException(
          "smtp.ehlo-name must be a host name or an address in brackets, got \"" + ehloName + "\"");
    }
    if (!(threads >= 1 && threads <= 64)) {
      throw new IllegalArgumentException("smtp.threads must be 1..64, got " + threads);
    }
    if (!(!drain.isNegative() && drain.compareTo(Duration.ofMinutes(15)) <= 0)) {
      throw new IllegalArgumentException("smtp.drain must be 0 s to 15 min, got " + drain);
    }
  }

  /**
   * A relay with the usual limits.
   *
   * @param relay {@code smtp://host[:25]} or {@code smtps://host[:465]}; credentials in it are
   *     refused, as URIs end up in logs
   * @param tls with {@code smtps} anything but {@link TlsPolicy#OFF} means {@link
   *     TlsPolicy#IMPLICIT}
   */
  public static SmtpSettings relay(URI relay, TlsPolicy tls, SmtpLogin login, String ehloName) {
    var scheme = relay.getScheme() == null ? "" : relay.getScheme().toLowerCase(Locale.ROOT);
    var implicit = scheme.equals("smtps");
    if (!(implicit || scheme.equals("smtp"))) {
      throw new IllegalArgumentException(
          "the smtp relay must be smtp://host:port or smtps://host:port, got scheme \""
              + scheme
              + "\"");
    }
    if (relay.getHost() == null || relay.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "the smtp relay must be smtp://host:port without credentials; give user and password in"
              + " their own settings");
    }
    if (implicit && tls == TlsPolicy.OFF) {
      throw new IllegalArgumentException(
          "smtps:// is encrypted from the first byte: it contradicts smtp tls = off");
    }
    var port = relay.getPort() >= 0 ? relay.getPort() : implicit ? SMTPS : SMTP;
    return new SmtpSettings(
        relay.getHost().replaceAll("^\\[|]$", ""),
        port,
        implicit ? TlsPolicy.IMPLICIT : tls,
        login,
        ehloName,
        SmtpTimeouts.RFC_5321,
        SmtpReuse.DEFAULT,
        2,
        Duration.ofSeconds(5));
  }

  public SmtpSettings withTimeouts(SmtpTimeouts timeouts) {
    return new SmtpSettings(host, port, tls, login, ehloName, timeouts, reuse, threads, drain);
  }

  public SmtpSettings withReuse(SmtpReuse reuse) {
    return new SmtpSettings(host, port, tls, login, ehloName, timeouts, reuse, threads, drain);
  }
}
