package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Transport.Unavailable;
import dev.waypost.engine.smtp.SmtpDialogue.Answer;
import dev.waypost.engine.smtp.SmtpDialogue.Lost;
import dev.waypost.engine.smtp.SmtpDialogue.Said;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * From a TCP connection to one that takes mail: greeting, EHLO, STARTTLS and EHLO again, AUTH.
 * Fails with {@link Unavailable}, whose message says what to check, or with {@link
 * HandshakeFailed}. Event loop only.
 */
final class SmtpOpening {
  /** STARTTLS was offered and went wrong; in the clear the server might still be reached. */
  static final class HandshakeFailed extends Exception {
    private static final long serialVersionUID = 1L;

    HandshakeFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What to do when the server offers STARTTLS or not. */
  enum StartTls {
    NEVER,
    WHEN_OFFERED,
    ALWAYS,
    /** The connection is encrypted already, or is to be from the first byte. */
    DONE
  }

  private final SmtpSettings settings;
  private final SmtpTls tls;
  private final SmtpDialogue dialogue;
  private final CompletableFuture<SmtpExtensions> opened = new CompletableFuture<>();
  private StartTls startTls;

  SmtpOpening(SmtpSettings settings, SmtpTls tls, StartTls startTls, SmtpDialogue dialogue) {
    this.settings = settings;
    this.tls = tls;
    this.startTls = startTls;
    this.dialogue = dialogue;
  }

  /** Call with the channel active. */
  CompletableFuture<SmtpExtensions> begin() {
    if (startTls == StartTls.DONE) {
      addTls(() -> {});
    }
    dialogue.expect(
        settings.timeouts().greeting(),
        positive("greeted us with", "check that this host may use it", greeting -> ehlo()));
    return opened;
  }

  private void ehlo() {
    dialogue.ask("EHLO " + settings.ehloName(), settings.timeouts().command(), this::afterEhlo);
  }

  private void afterEhlo(Answer answer) {
    // Servers that do not know EHLO get HELO (RFC 5321 section 3.2).
    if (answer instanceof Said(var reply) && reply.isPermanent()) {
      dialogue.ask(
          "HELO " + settings.ehloName(),
          settings.timeouts().command(),
          positive("refused HELO", "check smtp.ehlo-name", helo -> greeted(SmtpExtensions.NONE)));
      return;
    }
    positive("refused EHLO", "check smtp.ehlo-name", reply -> greeted(SmtpExtensions.of(reply)))
        .accept(answer);
  }

  private void greeted(SmtpExtensions extensions) {
    var offered = extensions.has("STARTTLS");
    switch (startTls) {
      case NEVER, DONE -> logIn(extensions);
      case WHEN_OFFERED -> {
        if (offered) {
          askForTls();
        } else {
          logIn(extensions);
        }
      }
      case ALWAYS -> {
        if (offered) {
          askForTls();
        } else {
          fail(
              relay()
                  + " does not offer STARTTLS, but smtp tls is required; check the port, or use"
                  + " smtps://");
        }
      }
    }
  }

  private void askForTls() {
    dialogue.ask("STARTTLS", settings.timeouts().command(), this::afterStartTls);
  }

  private void afterStartTls(Answer answer) {
    switch (answer) {
      case Lost lost -> handshakeFailed(new IllegalStateException(lost.why()));
      case Said(var reply) -> {
        if (!reply.isPositive()) {
          handshakeFailed(new IllegalStateException("STARTTLS answered " + reply.shown()));
        } else if (dialogue.hasUnreadBytes()) {
          // Somebody put plain text in front of the encrypted: it must not count as encrypted.
          fail(relay() + " sent more than its reply to STARTTLS: somebody may be in between");
        } else {
          encrypt();
        }
      }
    }
  }

  private void encrypt() {
    startTls = StartTls.DONE;
    addTls(this::ehlo);
  }

  private void addTls(Runnable then) {
    var handler = tls.handler();
    dialogue.channel().pipeline().addFirst(handler);
    handler
        .handshakeFuture()
        .addListener(
            f -> {
              if (f.isSuccess()) {
                then.run();
              } else {
                handshakeFailed(f.cause());
              }
            });
  }

  private void logIn(SmtpExtensions extensions) {
    switch (settings.login()) {
      case SmtpLogin.Anonymous() -> opened.complete(extensions);
      case SmtpLogin.Account account -> {
        if (!mayShowPassword()) {
          fail(
              relay()
                  + " is reached unencrypted, and the password is not sent in the clear; use a port"
                  + " with STARTTLS or smtps://, or set smtp tls to off if the network is trusted");
        } else if (extensions.hasAuth("PLAIN")) {
          plain(account, extensions);
        } else if (extensions.hasAuth("LOGIN")) {
          login(account, extensions);
        } else {
          fail(
              relay()
                  + " offers neither AUTH PLAIN nor AUTH LOGIN; check the port, or remove smtp user"
                  + " and password if it wants none");
        }
      }
    }
  }

  private void plain(SmtpLogin.Account account, SmtpExtensions extensions) {
    var secret = base64("\0" + account.user() + "\0" + account.password());
    dialogue.ask("AUTH PLAIN " + secret, settings.timeouts().command(), afterAuth(extensions));
  }

  private void login(SmtpLogin.Account account, SmtpExtensions extensions) {
    var limit = settings.timeouts().command();
    dialogue.ask(
        "AUTH LOGIN",
        limit,
        prompt(
            () ->
                dialogue.ask(
                    base64(account.user()),
                    limit,
                    prompt(
                        () ->
                            dialogue.ask(
                                base64(account.password()), limit, afterAuth(extensions))))));
  }

  private Consumer<Answer> prompt(Runnable then) {
    return answer -> {
      if (answer instanceof Said(var reply) && reply.isIntermediate()) {
        then.run();
      } else {
        positive("refused to log us in", "check smtp user and password", reply -> unexpected())
            .accept(answer);
      }
    };
  }

  private Consumer<Answer> afterAuth(SmtpExtensions extensions) {
    return positive(
        "refused to log us in", "check smtp user and password", ok -> opened.complete(extensions));
  }

  private void unexpected() {
    fail(relay() + " does not follow AUTH LOGIN; check that it is an SMTP server");
  }

  private boolean mayShowPassword() {
    var channel = dialogue.channel();
    return settings.tls() == TlsPolicy.OFF
        || channel.pipeline().get(SslHandler.class) != null
        || (channel.remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress().isLoopbackAddress());
  }

  /** Goes on after a 2yz, fails otherwise. */
  private Consumer<Answer> positive(String deed, String advice, Consumer<SmtpReply> then) {
    return answer -> {
      switch (answer) {
        case Lost lost -> fail(relay() + " did not answer: " + lost.why());
        case Said(var reply) -> {
          if (reply.isPositive()) {
            then.accept(reply);
          } else {
            fail(
                relay()
                    + " "
                    + deed
                    + (deed.endsWith("with") ? " " : ": ")
                    + reply.shown()
                    + "; "
                    + advice);
          }
        }
      }
    };
  }

  private void handshakeFailed(Throwable cause) {
    var advice =
        settings.tls() == TlsPolicy.OPPORTUNISTIC
            ? ""
            : "; check its certificate and that it names " + settings.host();
    opened.completeExceptionally(
        new HandshakeFailed(
            "TLS with " + relay() + " failed: " + cause.getMessage() + advice, cause));
    dialogue.lose(SmtpDialogue.Loss.CLOSED, "TLS failed");
  }

  private void fail(String message) {
    opened.completeExceptionally(new Unavailable(message));
    dialogue.lose(SmtpDialogue.Loss.CLOSED, message);
  }

  private String relay() {
    return "the SMTP server " + settings.host() + ":" + settings.port();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
