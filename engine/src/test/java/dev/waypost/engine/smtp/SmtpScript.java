package dev.waypost.engine.smtp;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server on a raw loopback socket that does what the test says. Cues are CONNECT (the
 * greeting), the verbs, and DOT (the end of a message); each takes its lines in order and then
 * falls back to a polite answer. Remembers all it heard, byte for byte.
 */
final class SmtpScript implements AutoCloseable {
  /** Closes the connection instead of an answer. */
  static final String VANISH = "(vanish)";

  /** Says nothing more, but keeps the connection. */
  static final String STALL = "(stall)";

  /** On the cue DATA: says 354, reads a little of the message and closes. */
  static final String VANISH_AMID = "354 (vanish amid the message)";

  /** On the cue DATA: says 354 and reads nothing of the message. */
  static final String DEAF = "354 (deaf)";

  private static final Map<String, String> POLITE =
      Map.of(
          "CONNECT", "220 script.test ESMTP",
          "HELO", "250 script.test",
          "MAIL", "250 2.1.0 ok",
          "RCPT", "250 2.1.5 ok",
          "DATA", "354 go ahead",
          "DOT", "250 2.0.0 queued as 1",
          "RSET", "250 2.0.0 reset",
          "QUIT", "221 2.0.0 bye",
          "AUTH", "235 2.7.0 welcome",
          "STARTTLS", "220 2.0.0 go ahead");

  private final ServerSocket server;
  private final Map<String, Queue<String>> answers = new HashMap<>();
  private final List<String> offers = new ArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<byte[]> messages = new CopyOnWriteArrayList<>();
  private final Deque<SSLContext> tls = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean implicitTls;

  SmtpScript() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("smtp-script").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Adds lines to what EHLO offers. */
  synchronized SmtpScript offering(String... extensions) {
    offers.addAll(List.of(extensions));
    return this;
  }

  /** Adds answers to a cue; a line break in one separates lines. */
  synchronized SmtpScript on(String cue, String... lines) {
    answers.computeIfAbsent(cue, c -> new ArrayDeque<>()).addAll(List.of(lines));
    return this;
  }

  synchronized SmtpScript withStartTls(SSLContext context) {
    tls.add(context);
    return offering("STARTTLS");
  }

  synchronized SmtpScript withImplicitTls(SSLContext context) {
    tls.add(context);
    implicitTls = true;
    return this;
  }

  /** All commands, with {@code (connected)} where a connection begins. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  /** Waits until it has heard that command. */
  void awaitHeard(String command) throws InterruptedException {
    for (var waited = 0; !heard.contains(command); waited++) {
      if (waited == 2_000) {
        throw new AssertionError("never heard " + command + " but " + heard);
      }
      closed.await(10, TimeUnit.MILLISECONDS);
    }
  }

  long connections() {
    return heard.stream().filter("(connected)"::equals).count();
  }

  /** The messages up to and with the final dot, as they came. */
  List<String> messages() {
    return messages.stream().map(m -> new String(m, StandardCharsets.UTF_8)).toList();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    heard.add("(connected)");
    try (socket) {
      var wire = socket;
      if (implicitTls) {
        wire = encrypted(socket);
      }
      new Talk(wire).run();
    } catch (IOException | InterruptedException e) {
      heard.add("(lost)");
    }
  }

  private synchronized String answer(String cue) {
    if (cue.equals("EHLO") && !answers.containsKey(cue)) {
      var text = new StringBuilder("250-script.test");
      offers.forEach(offer -> text.append("\n250-").append(offer));
      return text.append("\n250 HELP").toString();
    }
    var scripted = answers.getOrDefault(cue, new ArrayDeque<>()).poll();
    return scripted != null ? scripted : POLITE.getOrDefault(cue, "500 5.5.2 what?");
  }

  private synchronized SSLSocket encrypted(Socket socket) throws IOException {
    var encrypted =
        (SSLSocket)
            tls.getFirst()
                .getSocketFactory()
                .createSocket(socket, "localhost", socket.getPort(), true);
    encrypted.setUseClientMode(false);
    return encrypted;
  }

  /** One connection. */
  private final class Talk {
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Talk(Socket socket) throws IOException {
      use(socket);
    }

    private void use(Socket wire) throws IOException {
      socket = wire;
      in = new BufferedInputStream(wire.getInputStream());
      out = wire.getOutputStream();
    }

    void run() throws IOException, InterruptedException {
      if (!say(answer("CONNECT"))) {
        return;
      }
      for (var line = line(); !line.isEmpty(); line = line()) {
        heard.add(line);
        var cue = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (cue.equals("AUTH") || isSecret(cue)) {
          cue = "AUTH";
        }
        var said = answer(cue);
        if (!say(said) || cue.equals("QUIT")) {
          return;
        }
        if (cue.equals("STARTTLS") && said.startsWith("220") && !said.contains("\n")) {
          use(encrypted(socket));
        }
        if (cue.equals("DATA") && said.startsWith("354")) {
          if (said.equals(VANISH_AMID)) {
            heard.add("(amid) " + in.read());
            return;
          }
          if (said.equals(DEAF)) {
            closed.await();
            return;
          }
          messages.add(message());
          heard.add("(dot)");
          if (!say(answer("DOT"))) {
            return;
          }
        }
      }
    }

    private boolean isSecret(String cue) {
      return !POLITE.containsKey(cue) && !cue.equals("EHLO") && !cue.equals("NOOP");
    }

    /** Whether to go on. */
    private boolean say(String answer) throws IOException {
      if (answer.equals(VANISH)) {
        return false;
      }
      if (answer.equals(STALL)) {
        in.transferTo(OutputStream.nullOutputStream());
        return false;
      }
      out.write((answer.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return true;
    }

    private String line() throws IOException {
      var line = new ByteArrayOutputStream();
      for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        line.write(b);
      }
      return line.toString(StandardCharsets.UTF_8).strip();
    }

    private byte[] message() throws IOException {
      var message = new ByteArrayOutputStream();
      var tail = "\r\n";
      while (!tail.endsWith("\r\n.\r\n")) {
        var b = in.read();
        if (b < 0) {
          throw new IOException("the client went away amid its message");
        }
        message.write(b);
        tail = (tail.length() < 5 ? tail : tail.substring(1)) + (char) b;
      }
      return message.toByteArray();
    }
  }
}
