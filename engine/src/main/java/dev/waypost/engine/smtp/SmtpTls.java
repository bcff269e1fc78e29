package dev.waypost.engine.smtp;

import io.netty.handler.ssl.SslHandler;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes the TLS end of a connection to one host, with or without looking at its certificate. */
final class SmtpTls {
  private final SSLContext context;
  private final String host;
  private final int port;
  private final boolean verified;
  private final Duration handshakeLimit;

  private SmtpTls(
      SSLContext context, String host, int port, boolean verified, Duration handshakeLimit) {
    this.context = context;
    this.host = host;
    this.port = port;
    this.verified = verified;
    this.handshakeLimit = handshakeLimit;
  }

  /** As the policy wants it. */
  static SmtpTls of(SmtpSettings settings, SSLContext trusting) {
    return switch (settings.tls()) {
      case REQUIRED, IMPLICIT ->
          new SmtpTls(
              trusting, settings.host(), settings.port(), true, settings.timeouts().connect());
      case OFF, OPPORTUNISTIC ->
          new SmtpTls(
              anyone(), settings.host(), settings.port(), false, settings.timeouts().connect());
    };
  }

  SslHandler handler() {
    var engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    if (verified) {
      var parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    var handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(handshakeLimit.toMillis());
    return handler;
  }

  private static SSLContext anyone() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /**
   * Takes every certificate: opportunistic TLS falls back to no encryption at all, so refusing one
   * would only make it worse.
   */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
