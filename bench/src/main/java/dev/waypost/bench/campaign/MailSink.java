package dev.waypost.bench.campaign;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A mail server that takes everything at once and keeps nothing but the count, on loopback. A
 * thread for each connection.
 */
final class MailSink implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int LINE_MAX = 4096;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final LongAdder taken = new LongAdder();

  private MailSink(ServerSocket listening) {
    this.listening = listening;
  }

  static MailSink start() throws IOException {
    var sink = new MailSink(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("bench-sink").start(sink::listen);
    return sink;
  }

  String url() {
    return "smtp://127.0.0.1:" + listening.getLocalPort();
  }

  /** Mails that were answered with 250. */
  long taken() {
    return taken.sum();
  }

  private void listen() {
    try {
      while (true) {
        var socket = listening.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofPlatform().daemon().name("bench-sink-talk").start(() -> talk(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      converse(
          new BufferedInputStream(socket.getInputStream(), 1 << 16),
          new BufferedOutputStream(socket.getOutputStream()));
    } catch (IOException e) {
      // the other side has gone, which is its right
    } finally {
      open.remove(socket);
    }
  }

  private void converse(InputStream in, OutputStream out) throws IOException {
    say(in, out, "220 sink");
    while (true) {
      var command = line(in);
      switch (command.substring(0, Math.min(4, command.length())).toUpperCase(Locale.ROOT)) {
        case "EHLO" -> say(in, out, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
        case "DATA" -> {
          say(in, out, "354 go on");
          skipMail(in);
          taken.increment();
          say(in, out, "250 2.0.0 taken");
        }
        case "QUIT" -> {
          say(in, out, "221 bye");
          return;
        }
        default -> say(in, out, "250 ok");
      }
    }
  }

  /** Answers go out together when more commands wait. */
  private static void say(InputStream in, OutputStream out, String answer) throws IOException {
    out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
    if (in.available() == 0) {
      out.flush();
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.length() > LINE_MAX) {
        throw new EOFException("no line");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  /** Up to the line that is a dot. */
  private static void skipMail(InputStream in) throws IOException {
    var end = "\r\n.\r\n";
    var seen = 2; // a mail may be empty
    while (seen < end.length()) {
      var b = in.read();
      if (b < 0) {
        throw new EOFException("no end of mail");
      }
      if (b == end.charAt(seen)) {
        seen++;
      } else {
        seen = b == '\r' ? 1 : 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
