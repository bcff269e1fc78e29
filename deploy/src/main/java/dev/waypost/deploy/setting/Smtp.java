package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Trouble;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Where mail goes. */
public sealed interface Smtp {
  /** The built-in mailbox: mail never leaves this process. */
  record BuiltIn() implements Smtp {}

  /** A mail server that takes all mail. */
  record Relay(String host, int port, Tls tls, Optional<Login> login) implements Smtp {
    public Relay {
      if (!(port >= 1 && port <= 65_535)) {
        throw new IllegalArgumentException("an SMTP port is 1..65535, got " + port);
      }
    }
  }

  /** When the connection to the relay is encrypted. */
  enum Tls {
    OFF,
    /** STARTTLS where it is offered, without looking at the certificate. */
    OPPORTUNISTIC,
    /** STARTTLS with a valid certificate, or no mail. */
    REQUIRED,
    /** TLS from the first byte ({@code smtps://}) with a valid certificate. */
    IMPLICIT
  }

  /** AUTH at the relay. */
  record Login(String user, Secret password) {}

  /** Whether mails reach other machines, so that links in them cannot be recalled. */
  default boolean leavesMachine() {
    return switch (this) {
      case BuiltIn builtIn -> false;
      case Relay relay -> !Loopback.isLoopback(relay.host());
    };
  }

  static Smtp parse(String url, String tls, Optional<Login> login) {
    var option = Option.SMTP.label();
    if (url.equals("mailbox:")) {
      if (login.isPresent()) {
        throw Trouble.configuration(
            Option.SMTP_USER.label() + " is set, but the built-in mailbox takes no login",
            "unset it, or set " + option + " to the relay it is for");
      }
      policy(tls);
      return new BuiltIn();
    }
    if (url.equals("mx:")) {
      throw Trouble.configuration(
          option + " is \"mx:\", but direct delivery is not in this version",
          "set it to a relay: smtp://host:port or smtps://host");
    }
    var uri = Urls.parse(Option.SMTP, url);
    var relay = String.valueOf(uri.getHost());
    var policy = policy(tls);
    return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
      case "smtp" -> new Relay(relay, port(uri, 25), policy, login);
      case "smtps" -> {
        if (policy == Tls.OFF) {
          throw Trouble.configuration(
              Option.SMTP_TLS.label() + " is off, but smtps:// is TLS from the first byte",
              "use smtp://, or leave " + Option.SMTP_TLS.variable() + " unset");
        }
        yield new Relay(relay, port(uri, 465), Tls.IMPLICIT, login);
      }
      default ->
          throw Trouble.configuration(
              "%s must start with smtp://, smtps:// or be mailbox:, got the scheme \"%s\""
                  .formatted(option, uri.getScheme()),
              "set it to smtp://host:port, smtps://host:port or mailbox:");
    };
  }

  private static int port(URI uri, int byDefault) {
    var port = uri.getPort() < 0 ? byDefault : uri.getPort();
    if (!(port >= 1 && port <= 65_535)) {
      throw Trouble.configuration(
          Option.SMTP.label() + " must have a port 1..65535, got " + port,
          "correct it, or leave it off: smtp:// means 25, smtps:// 465");
    }
    return port;
  }

  private static Tls policy(String text) {
    return switch (text) {
      case "off" -> Tls.OFF;
      case "opportunistic" -> Tls.OPPORTUNISTIC;
      case "required" -> Tls.REQUIRED;
      default ->
          throw Trouble.configuration(
              Option.SMTP_TLS.label()
                  + " must be off, opportunistic or required, got \""
                  + text
                  + "\"",
              "set one of the three");
    };
  }
}
