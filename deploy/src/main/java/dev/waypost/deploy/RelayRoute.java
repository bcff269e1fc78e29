package dev.waypost.deploy;

import dev.waypost.deploy.setting.Smtp;
import dev.waypost.engine.smtp.SmtpLogin;
import dev.waypost.engine.smtp.SmtpSettings;
import dev.waypost.engine.smtp.TlsPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the relay, from what the operator set to what the transport takes. */
final class RelayRoute {
  private static final Logger LOG = LoggerFactory.getLogger(RelayRoute.class);

  private RelayRoute() {}

  static SmtpSettings to(Smtp.Relay relay) {
    var scheme = relay.tls() == Smtp.Tls.IMPLICIT ? "smtps" : "smtp";
    var login =
        relay
            .login()
            .<SmtpLogin>map(l -> new SmtpLogin.Account(l.user(), l.password().text()))
            .orElseGet(SmtpLogin.Anonymous::new);
    var policy =
        switch (relay.tls()) {
          case OFF -> TlsPolicy.OFF;
          case OPPORTUNISTIC -> TlsPolicy.OPPORTUNISTIC;
          case REQUIRED -> TlsPolicy.REQUIRED;
          case IMPLICIT -> TlsPolicy.IMPLICIT;
        };
    var host = relay.host().contains(":") ? "[" + relay.host() + "]" : relay.host();
    return SmtpSettings.relay(
        URI.create(scheme + "://" + host + ":" + relay.port()), policy, login, ehloName());
  }

  /**
   * The name of this machine, if it has one that fits; else an address literal (RFC 5321 section
   * 4.1.3).
   */
  private static String ehloName() {
    try {
      var name = InetAddress.getLocalHost().getCanonicalHostName();
      return name.contains(".") && !Character.isDigit(name.charAt(name.length() - 1))
          ? name
          : "[127.0.0.1]";
    } catch (UnknownHostException e) {
      LOG.debug("This machine has no name; EHLO says a literal.", e);
      return "[127.0.0.1]";
    }
  }
}
