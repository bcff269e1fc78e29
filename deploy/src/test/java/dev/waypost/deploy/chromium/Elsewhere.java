package dev.waypost.deploy.chromium;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All the world outside this machine: a proxy that notes who is asked for and shows one page. */
final class Elsewhere implements AutoCloseable {
  private static final String PAGE = "<!doctype html><title>Elsewhere</title>";

  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;

  private Elsewhere(ServerSocket socket) {
    this.socket = socket;
  }

  static Elsewhere open() throws IOException {
    var elsewhere = new Elsewhere(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(elsewhere::accept);
    return elsewhere;
  }

  int port() {
    return socket.getLocalPort();
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        var visitor = socket.accept();
        Thread.ofVirtual().start(() -> answer(visitor));
      }
    } catch (SocketException e) {
      return; // closed
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(Socket visitor) {
    try (visitor) {
      var in =
          new BufferedReader(
              new InputStreamReader(visitor.getInputStream(), StandardCharsets.ISO_8859_1));
      var line = in.readLine();
      if (line == null) {
        return;
      }
      var target = line.split(" ")[1];
      hosts.add(target.replaceFirst("^http://", "").replaceFirst("[:/].*", ""));
      if (line.startsWith("CONNECT ")) {
        visitor.getOutputStream().write(bytes("HTTP/1.1 502 Nobody\r\n\r\n"));
        return;
      }
      while (!String.valueOf(in.readLine()).isEmpty()) {
        // the headers
      }
      var head =
          "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: ";
      visitor.getOutputStream().write(bytes(head + PAGE.length() + "\r\n\r\n" + PAGE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
