package dev.waypost.engine.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes to {@link SmtpReply}s (RFC 5321 section 4.2). Accepts a bare LF, a code without text and
 * any UTF-8; refuses, with an exception that ends the connection, what is no reply or has no end:
 * lines over {@link #LINE_BYTES_MAX}, replies over {@link #LINES_MAX} lines.
 */
final class SmtpReplyDecoder extends ByteToMessageDecoder {
  /** RFC 5321 asks for 512. */
  static final int LINE_BYTES_MAX = 2_048;

  static final int LINES_MAX = 100;

  private final List<String> lines = new ArrayList<>(4);
  private int firstCode;

  /** Bytes that came with the last reply but are not read yet. */
  int unreadBytes() {
    return actualReadableBytes();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    var length = in.bytesBefore((byte) '\n');
    if (length > LINE_BYTES_MAX || (length < 0 && in.readableBytes() > LINE_BYTES_MAX)) {
      in.skipBytes(in.readableBytes());
      throw new DecoderException("a reply line longer than " + LINE_BYTES_MAX + " bytes");
    }
    if (length < 0) {
      return;
    }
    var line = in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    in.skipBytes(1);
    addLine(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, out);
  }

  private void addLine(String line, List<Object> out) {
    var code = codeOf(line);
    if (lines.isEmpty()) {
      firstCode = code;
    } else if (code != firstCode) {
      throw new DecoderException("a reply with two codes, " + firstCode + " and " + code);
    }
    if (lines.size() == LINES_MAX) {
      throw new DecoderException("a reply of more than " + LINES_MAX + " lines");
    }
    lines.add(line.length() > 4 ? line.substring(4) : "");
    if (line.length() == 3 || line.charAt(3) == ' ') {
      out.add(new SmtpReply(code, lines));
      lines.clear();
    }
  }

  private static int codeOf(String line) {
    var wellFormed =
        line.length() >= 3
            && line.charAt(0) >= '2'
            && line.charAt(0) <= '5'
            && isDigit(line.charAt(1))
            && isDigit(line.charAt(2))
            && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    if (!wellFormed) {
      throw new DecoderException("a line that is no SMTP reply");
    }
    return (line.charAt(0) - '0') * 100 + (line.charAt(1) - '0') * 10 + line.charAt(2) - '0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
