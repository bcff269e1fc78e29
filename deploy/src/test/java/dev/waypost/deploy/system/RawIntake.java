package dev.waypost.deploy.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Rows over a bare socket, chunk by chunk, so that the line can be cut anywhere. */
final class RawIntake implements AutoCloseable {
  private static final int ANSWER_MILLIS = 20_000;

  private final Socket socket;
  private final String head;

  private RawIntake(Socket socket, String head) {
    this.socket = socket;
    this.head = head;
  }

  static RawIntake open(URI api, String campaign, String idempotencyKey) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    return new RawIntake(
        socket,
        """
        POST /v1/campaigns/%s/recipients HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/x-ndjson\r
        Idempotency-Key: %s\r
        Transfer-Encoding: chunked\r
        Connection: close\r
        \r
        """
            .formatted(campaign, TestNode.KEY, idempotencyKey));
  }

  /** Sends the head of the request. */
  void begin() throws IOException {
    write(head);
  }

  /** One chunk. */
  void send(String rows) throws IOException {
    var length = rows.getBytes(StandardCharsets.UTF_8).length;
    write(Integer.toHexString(length) + "\r\n" + rows + "\r\n");
  }

  /** Announces a chunk and sends only the first half of it. */
  void sendHalf(String rows) throws IOException {
    var length = rows.getBytes(StandardCharsets.UTF_8).length;
    write(Integer.toHexString(length) + "\r\n" + rows.substring(0, rows.length() / 2));
  }

  /** Ends the body and returns the answer. */
  String finish() throws IOException {
    write("0\r\n\r\n");
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Resets the connection: what was not read on the way is lost. */
  void cut() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }
}
