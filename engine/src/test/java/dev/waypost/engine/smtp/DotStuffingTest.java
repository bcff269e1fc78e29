package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotStuffingTest {
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      delimiter = '|',
      textBlock =
          """
          a~|a~
          .~|..~
          ..~|...~
          .a~.~b.c~|..a~..~b.c~
          a|a~
          .|..~
          ~.~|~..~
          ''|~
          """)
  void message_stuffed_isAsRfc5321Says(String message, String expected) throws Exception {
    assertThat(text(DotStuffing.stuff(bytes(message)))).isEqualTo(text(bytes(expected)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "\r", "a\nb\r\n", "a\rb\r\n", "a\r\r\n", "a\n\r\n", "a\r\n\n", "a\r"})
  void message_withBareLineBreak_isRefused(String message) {
    assertThatThrownBy(() -> DotStuffing.stuff(message.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(DotStuffing.BareLineBreak.class);
  }

  @Test
  void anyMessage_stuffedAndUnstuffed_isItselfAndHasNoEarlyEnd() throws Exception {
    var seed = 20261123L;
    var random = new Random(seed);
    var pieces = new String[] {".", "..", "\r\n", "a", "\r\n.", "\r\n.\r\n", "bc"};
    for (var round = 0; round < 2_000; round++) {
      var message = new StringBuilder();
      for (var i = random.nextInt(12); i > 0; i--) {
        message.append(pieces[random.nextInt(pieces.length)]);
      }
      message.append("\r\n");

      var stuffed = text(DotStuffing.stuff(bytes(message.toString())));

      assertThat("\r\n" + stuffed).as("seed " + seed).doesNotContain("\r\n.\r\n");
      assertThat(("\r\n" + stuffed).replace("\r\n.", "\r\n").substring(2))
          .as("seed " + seed)
          .isEqualTo(message.toString());
    }
  }

  private static byte[] bytes(String text) {
    return text.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
