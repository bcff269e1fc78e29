package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A bare connection to a port: what clients with libraries never send. */
final class RawLine implements AutoCloseable {
  private static final int ANSWER_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** One answer. */
  record Answer(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Asserts that it is a problem in every respect. */
    Answer expectProblem(int wanted, String type) {
      assertThat(status).as("%s", this).isEqualTo(wanted);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(header("Request-Id")).isNotEmpty();
      assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header("Cache-Control")).isEqualTo("no-store");
      assertThat(header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(header("Server")).isEmpty();
      assertThat(body)
          .contains("\"type\":\"" + type + "\"", "\"status\":" + wanted, "\"title\":\"")
          .contains("\"detail\":\"");
      return this;
    }

    Answer expectInvalid(int wanted) {
      return expectProblem(wanted, "/problems/invalid");
    }
  }

  RawLine(int port) throws IOException {
    this(new Socket(), port);
  }

  /** One whose system keeps that little of what is not read. */
  static RawLine narrow(int port, int bytesKept) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(bytesKept);
    return new RawLine(socket, port);
  }

  private RawLine(Socket socket, int port) throws IOException {
    this.socket = socket;
    socket.connect(new InetSocketAddress("127.0.0.1", port), ANSWER_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    in = socket.getInputStream();
  }

  /** Each character is a byte. */
  RawLine send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawLine send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends as much as the other side takes. */
  void sendUntilRefused(byte[] bytes, int timesMax) throws IOException {
    try {
      for (var i = 0; i < timesMax && in.available() == 0; i++) {
        send(bytes);
      }
    } catch (SocketException refused) {
      assertThat(refused).isNotNull();
    }
  }

  /** The next answer. */
  Answer answer() throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      var b = in.read();
      assertThat(b).as("the end of the line behind: " + head).isNotNegative();
      head.write(b);
    }
    var lines = List.of(head.toString(StandardCharsets.ISO_8859_1).split("\r\n"));
    var headers = new TreeMap<String, String>();
    for (var line : lines.subList(1, lines.size())) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(lines.getFirst().substring(9, 12)), headers, body);
  }

  /** Takes so many bytes and drops them; how many there were before the end of the line. */
  int take(int bytes) throws IOException {
    return in.readNBytes(bytes).length;
  }

  /** Waits until the other side says nothing more; what came until then. */
  String rest() throws IOException {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException reset) {
      return "";
    }
  }

  /** Breaks the connection off for both sides. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Ends our side; the other may go on. */
  RawLine finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
