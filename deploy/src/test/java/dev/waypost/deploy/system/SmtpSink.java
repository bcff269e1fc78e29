package dev.waypost.deploy.system;

import dev.waypost.deploy.mailbox.MailText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * An SMTP server on loopback that remembers what it took and answers as a script says. A mail
 * counts as taken when its last dot has come and the script does not refuse it, whether or not the
 * sender ever hears of it.
 */
final class SmtpSink implements AutoCloseable {
  /** Where a session stands. */
  enum Stage {
    CONNECT,
    EHLO,
    /** The password of AUTH PLAIN is there. */
    AUTH,
    MAIL,
    RCPT,
    DATA,
    /** The whole mail is there. */
    DOT
  }

  /**
   * What the script is asked about.
   *
   * @param from envelope sender, empty before MAIL
   * @param to envelope recipient, empty before RCPT
   * @param messageId empty before DOT
   */
  record Moment(Stage stage, String from, String to, String messageId) {}

  /** What the sink does then. */
  sealed interface Deed {
    /** One line of reply for each line of text. */
    record Reply(int code, String text) implements Deed {}

    record After(Duration delay, Deed deed) implements Deed {}

    /** Closes the connection without a word; at DOT the mail is taken. */
    record Vanish() implements Deed {}

    /** Says nothing more, and leaves the connection open; at DOT the mail is taken. */
    record Stall() implements Deed {}
  }

  /** Must be fast and safe for many threads. */
  @FunctionalInterface
  interface Script {
    Script ACCEPT =
        moment ->
            switch (moment.stage()) {
              case CONNECT -> new Deed.Reply(220, "sink.localhost ready");
              case EHLO, MAIL, RCPT -> new Deed.Reply(250, "ok");
              case AUTH -> new Deed.Reply(235, "2.7.0 welcome");
              case DATA -> new Deed.Reply(354, "go on");
              case DOT -> new Deed.Reply(250, "2.0.0 taken");
            };

    Deed at(Moment moment);

    /** Accepts everything, but does this at one stage. */
    static Script at(Stage stage, Deed deed) {
      return moment -> moment.stage() == stage ? deed : ACCEPT.at(moment);
    }
  }

  /** A mail that was taken, at the time of its last dot. */
  record Mail(Instant at, String from, String to, String messageId, byte[] raw) {
    MailText text() {
      return MailText.parse(raw);
    }
  }

  private final ServerSocket server;
  private final ConcurrentLinkedQueue<Mail> taken = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Mail> refused = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong connections = new AtomicLong();
  private volatile Script script;

  private SmtpSink(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
  }

  /** Accepts everything. */
  static SmtpSink start() {
    return start(Script.ACCEPT);
  }

  static SmtpSink start(Script script) {
    return start(0, script);
  }

  /** On a port that somebody already knows. */
  static SmtpSink start(int port, Script script) {
    try {
      var socket = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
      var sink = new SmtpSink(socket, script);
      Thread.ofPlatform().daemon().name("smtp-sink").start(sink::listen);
      return sink;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on, also for sessions under way. */
  void script(Script next) {
    script = next;
  }

  /** For WAYPOST_SMTP. */
  String url() {
    return "smtp://127.0.0.1:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  /** All mails, in order of their dots. */
  List<Mail> mails() {
    return List.copyOf(taken);
  }

  List<Mail> mailsTo(String address) {
    return taken.stream().filter(m -> m.to().equalsIgnoreCase(address)).toList();
  }

  /** Mails that had all come when they were refused, in order of their dots. */
  List<Mail> refused() {
    return List.copyOf(refused);
  }

  int count() {
    return taken.size();
  }

  /** Connections ever made. */
  long connections() {
    return connections.get();
  }

  /** How often each Message-ID was taken. */
  Map<String, Long> timesByMessageId() {
    return taken.stream()
        .collect(Collectors.groupingBy(Mail::messageId, TreeMap::new, Collectors.counting()));
  }

  void awaitMails(int atLeast, Duration limit) throws Exception {
    Await.until(limit, () -> atLeast + " mails, got " + count(), () -> count() >= atLeast);
  }

  /** Cuts all sessions. */
  void cut() {
    open.forEach(SmtpSink::close);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      new Session(socket).run();
    } catch (IOException e) {
      // The other side is gone: nobody to tell.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  private final class Session {
    private final InputStream in;
    private final OutputStream out;
    private String from = "";
    private String to = "";

    Session(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void run() throws IOException, InterruptedException {
      if (!isOn(Stage.CONNECT)) {
        return;
      }
      for (var line = line(); !line.isEmpty(); line = line()) {
        var verb = line.split("[ :]", 2)[0].strip().toUpperCase(java.util.Locale.ROOT);
        var goesOn =
            switch (verb) {
              case "EHLO", "HELO" -> isOn(Stage.EHLO);
              case "AUTH" -> isOn(Stage.AUTH);
              case "MAIL" -> {
                from = path(line);
                to = "";
                yield isOn(Stage.MAIL);
              }
              case "RCPT" -> {
                to = path(line);
                yield isOn(Stage.RCPT);
              }
              case "DATA" -> isOn(Stage.DATA);
              case "RSET", "NOOP" -> say(250, "ok");
              case "QUIT" -> {
                say(221, "bye");
                yield false;
              }
              default -> say(502, "not here");
            };
        if (!goesOn) {
          return;
        }
      }
    }

    private boolean isOn(Stage stage) throws IOException, InterruptedException {
      return does(script.at(new Moment(stage, from, to, "")));
    }

    private boolean does(Deed deed) throws IOException, InterruptedException {
      return switch (deed) {
        case Deed.Reply reply -> {
          var goesOn = say(reply.code(), reply.text());
          yield goesOn && (reply.code() != 354 || body());
        }
        case Deed.After after -> {
          Thread.sleep(after.delay());
          yield does(after.deed());
        }
        case Deed.Vanish vanish -> false;
        case Deed.Stall stall -> {
          // Until the other side gives up.
          while (in.read() >= 0) {}
          yield false;
        }
      };
    }

    private boolean body() throws IOException, InterruptedException {
      var raw = new ByteArrayOutputStream();
      for (var line = line(); !line.equals(".\r\n"); line = line()) {
        if (line.isEmpty()) {
          return false;
        }
        raw.writeBytes(
            (line.startsWith(".") ? line.substring(1) : line)
                .getBytes(StandardCharsets.ISO_8859_1));
      }
      var at = Instant.now();
      var id = messageId(raw.toString(StandardCharsets.ISO_8859_1));
      var deed = script.at(new Moment(Stage.DOT, from, to, id));
      (isTaking(deed) ? taken : refused).add(new Mail(at, from, to, id, raw.toByteArray()));
      return does(deed);
    }

    private boolean isTaking(Deed deed) {
      return switch (deed) {
        case Deed.Reply reply -> reply.code() / 100 == 2;
        case Deed.After after -> isTaking(after.deed());
        case Deed.Vanish vanish -> true;
        case Deed.Stall stall -> true;
      };
    }

    private boolean say(int code, String text) throws IOException {
      var lines = text.split("\n");
      for (var i = 0; i < lines.length; i++) {
        var line = code + (i == lines.length - 1 ? " " : "-") + lines[i] + "\r\n";
        out.write(line.getBytes(StandardCharsets.ISO_8859_1));
      }
      out.flush();
      return code != 421;
    }

    /** With its end; empty when there is no more. */
    private String line() throws IOException {
      var line = new ByteArrayOutputStream();
      for (var b = in.read(); b >= 0; b = in.read()) {
        line.write(b);
        if (b == '\n') {
          return line.toString(StandardCharsets.ISO_8859_1);
        }
      }
      return "";
    }

    private static String path(String line) {
      var from = line.indexOf('<');
      var to = line.indexOf('>', from);
      return from >= 0 && to > from ? line.substring(from + 1, to) : "";
    }

    private static String messageId(String mail) {
      return mail.lines()
          .takeWhile(l -> !l.isEmpty())
          .filter(l -> l.regionMatches(true, 0, "Message-ID:", 0, 11))
          .map(l -> l.substring(11).strip())
          .findFirst()
          .orElse("");
    }
  }
}
