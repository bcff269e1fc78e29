package dev.waypost.deploy.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;

/** Rows over a bare socket, chunk by chunk, so that the line can be cut anywhere. */
final class RawIntake implements AutoCloseable {
  private static final int ANSWER_MILLIS = 20_000;

  private final Socket socket;
  private final String path;
  private final String head;

  private RawIntake(Socket socket, String path, String head) {
    this.socket = socket;
    this.path = path;
    this.head = head;
  }

  static RawIntake open(URI api, String campaign, String idempotencyKey) throws IOException {
    return openWith(api, campaign, "Idempotency-Key: " + idempotencyKey);
  }

  static RawIntake openWithoutKey(URI api, String campaign) throws IOException {
    return openWith(api, campaign, "Accept: */*");
  }

  private static RawIntake openWith(URI api, String campaign, String header) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    var path = "/v1/campaigns/" + campaign + "/recipients";
    return new RawIntake(
        socket,
        path,
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/x-ndjson\r
        %s\r
        Transfer-Encoding: chunked\r
        Connection: close\r
        \r
        """
            .formatted(path, TestNode.KEY, header));
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

  /** Ends the body and returns the answer, which must be as documented. */
  String finish() throws IOException {
    write("0\r\n\r\n");
    var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var end = answer.indexOf("\r\n\r\n");
    var lines = answer.substring(0, end).lines().toList();
    var headers = new HashMap<String, List<String>>();
    for (var line : lines.subList(1, lines.size())) {
      var colon = line.indexOf(':');
      headers.put(line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
    }
    Contract.PUBLISHED.check(
        "POST",
        path,
        Integer.parseInt(lines.getFirst().split(" ")[1]),
        HttpHeaders.of(headers, (name, value) -> true),
        answer.substring(end + 4).getBytes(StandardCharsets.UTF_8));
    return answer;
  }

  /** Resets the connection: what was not read on the way is lost. */
  void cut() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Ends the connection in order, but not the request. */
  void hangUp() throws IOException {
    socket.shutdownOutput();
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
