package dev.waypost.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MailSinkTest {
  @Test
  void mails_withAndWithoutPipelining_areTakenAndCounted() throws IOException {
    try (var sink = MailSink.start();
        var socket = new Socket("127.0.0.1", URI.create(sink.url()).getPort())) {
      socket.setSoTimeout(10_000);
      assertThat(answers(socket, 1)).startsWith("220");
      say(socket, "EHLO here\r\n");
      assertThat(answers(socket, 3)).contains("250-PIPELINING", "250 8BITMIME");

      say(socket, "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
      assertThat(answers(socket, 3)).endsWith("354 go on\r\n");
      say(socket, "Subject: x\r\n\r\n..\r\n.x\r\nno end \r\n\r\n.\r\n");
      assertThat(answers(socket, 1)).isEqualTo("250 2.0.0 taken\r\n");

      say(socket, "RSET\r\nDATA\r\n");
      assertThat(answers(socket, 2)).endsWith("354 go on\r\n");
      say(socket, ".\r\nQUIT\r\n");
      assertThat(answers(socket, 2)).isEqualTo("250 2.0.0 taken\r\n221 bye\r\n");

      assertThat(sink.taken()).isEqualTo(2);
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String answers(Socket socket, int lines) throws IOException {
    var said = new StringBuilder();
    var seen = 0;
    while (seen < lines) {
      var b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed after: " + said);
      }
      said.append((char) b);
      seen += b == '\n' ? 1 : 0;
    }
    return said.toString();
  }
}
