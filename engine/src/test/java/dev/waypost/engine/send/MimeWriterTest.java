package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.send.BodyText.Encoding;
import dev.waypost.engine.send.RenderedMail.Header;
import dev.waypost.engine.send.RenderedMail.Mailbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeWriterTest {
  private static final Instant DATE = Instant.parse("2026-03-01T09:05:07.123Z");
  private static final String ID = "<1234@acme.example>";

  private static RenderedMail mail(String subject, Optional<String> html, String text) {
    return mail(
        new Mailbox(Optional.of("Acme"), Mails.address("news@acme.example")), subject, html, text);
  }

  private static RenderedMail mail(
      Mailbox from, String subject, Optional<String> html, String text) {
    return new RenderedMail(
        from,
        new Mailbox(Optional.empty(), Mails.address("ann@example.com")),
        Optional.empty(),
        subject,
        html,
        text,
        List.of(
            new Header("List-Unsubscribe", "<https://t.acme.example/u/" + "x".repeat(43) + ">")),
        List.of(),
        Optional.empty(),
        "https://t.acme.example/u/x",
        List.of());
  }

  private static String written(RenderedMail mail) {
    return new String(MimeWriter.write(mail, DATE, ID), StandardCharsets.UTF_8);
  }

  private static Message parsed(RenderedMail mail) throws IOException {
    var bytes = MimeWriter.write(mail, DATE, ID);
    assertWireSafe(bytes);
    var builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    return builder.parseMessage(new ByteArrayInputStream(bytes));
  }

  private static void assertWireSafe(byte[] bytes) {
    var line = 0;
    for (var i = 0; i < bytes.length; i++) {
      assertThat(bytes[i]).as("octet %d", i).isBetween((byte) 9, (byte) 126);
      if (bytes[i] == '\n') {
        assertThat(bytes[i - 1]).isEqualTo((byte) '\r');
      }
      if (bytes[i] == '\r') {
        assertThat(bytes[i + 1]).isEqualTo((byte) '\n');
        line = 0;
      } else {
        line++;
      }
      assertThat(line).isLessThanOrEqualTo(999);
    }
  }

  private static String body(Message message, int part) throws IOException {
    var body = ((Multipart) message.getBody()).getBodyParts().get(part).getBody();
    return text((TextBody) body);
  }

  private static String text(TextBody body) throws IOException {
    var out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void mail_inAscii_readsAsWritten() {
    assertThat(written(mail("Hello Ann", Optional.of("<p>Hi</p>\n"), "Hi\n")))
        .isEqualTo(
            """
            From: Acme <news@acme.example>
            To: ann@example.com
            Subject: Hello Ann
            Date: Sun, 01 Mar 2026 09:05:07 +0000
            Message-ID: <1234@acme.example>
            List-Unsubscribe: <https://t.acme.example/u/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx>
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="BOUNDARY"

            --BOUNDARY
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hi

            --BOUNDARY
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <p>Hi</p>

            --BOUNDARY--
            """
                .replace("BOUNDARY", "=_" + MessageIds.hash("boundary\0" + "0\0" + ID))
                .replace("\n", "\r\n"));
  }

  @Test
  void mail_withoutHtml_isOnePart() throws IOException {
    var message = parsed(mail("s", Optional.empty(), "árvíztűrő\n"));

    assertThat(message.getMimeType()).isEqualTo("text/plain");
    assertThat(text((TextBody) message.getBody())).isEqualTo("árvíztűrő\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello",
        "",
        "Árvíztűrő tükörfúrógép: az őszi ajánlatunk, amelyet nem érdemes kihagyni, Ön is látja?",
        "🎉👩‍👩‍👧‍👦 New! 👩🏽‍💻 Look at this: 🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈🏳️‍🌈",
        "مرحبا بكم في النشرة الإخبارية الجديدة، لدينا الكثير من الأخبار لكم هذا الأسبوع",
        "שלום עולם",
        "日本語のとても長い件名は、折り返されて符号化されなければなりませんが、文字は壊れません。",
        "A plain subject that is so long that it has to be folded at least once, and so it is"
            + " folded",
        "looks =?utf-8?q?encoded?= but is not",
        "two  spaces, and   three",
        "averyverylongwordaveryverylongwordaveryverylongwordaveryverylongwordaveryverylongword",
        "quote \" and \\ and <a@b> (c), [d]; e: f",
      })
  void subjectAndNames_comeBackWhole(String text) throws IOException {
    var from = new Mailbox(Optional.of(text), Mails.address("news@acme.example"));

    var message = parsed(mail(from, text, Optional.empty(), "t"));

    assertThat(message.getSubject()).isEqualTo(text);
    assertThat(message.getFrom())
        .singleElement()
        .satisfies(
            mailbox -> {
              assertThat(mailbox.getAddress()).isEqualTo("news@acme.example");
              assertThat(mailbox.getName() == null ? "" : mailbox.getName()).isEqualTo(text);
            });
  }

  @Test
  void randomSubjectsAndNames_comeBackWhole() throws IOException {
    var seed = 42L;
    var random = new Random(seed);
    for (var round = 0; round < 500; round++) {
      var text = words(random);
      var from = new Mailbox(Optional.of(text), Mails.address("news@acme.example"));

      var message = parsed(mail(from, text, Optional.empty(), "t"));

      assertThat(message.getSubject()).as("seed %d, round %d", seed, round).isEqualTo(text);
      assertThat(message.getFrom().getFirst().getName())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(text);
    }
  }

  @Test
  void headerLines_areShort() {
    var from = new Mailbox(Optional.of("ő".repeat(200)), Mails.address("news@acme.example"));
    var head = written(mail(from, "ű a".repeat(200), Optional.empty(), "t")).split("\r\n\r\n")[0];

    assertThat(head.lines().filter(line -> !line.startsWith("List-")))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
  }

  @Test
  void randomBodies_comeBackByteForByte() throws IOException {
    var seed = 7L;
    var random = new Random(seed);
    for (var round = 0; round < 300; round++) {
      var html = lines(random);
      var text = lines(random);

      var message = parsed(mail("s", Optional.of(html), text));

      assertThat(body(message, 0)).as("seed %d, round %d", seed, round).isEqualTo(Mails.crlf(text));
      assertThat(body(message, 1)).as("seed %d, round %d", seed, round).isEqualTo(Mails.crlf(html));
    }
  }

  @Test
  void lineEnds_allBecomeCrlf() {
    var bytes = BodyText.of("a\nb\r\nc\rd\r\r\n\n").bytes();

    assertThat(new String(bytes, StandardCharsets.US_ASCII))
        .isEqualTo("a\r\nb\r\nc\r\nd\r\n\r\n\r\n");
  }

  @Test
  void quotedPrintable_keepsItsLinesShortAndItsSpacesSafe() {
    var quoted = BodyText.of("é trailing \n" + "x=yyyyyyyyyyyyyy".repeat(100) + "\t");
    var lines = new String(quoted.bytes(), StandardCharsets.US_ASCII).split("\r\n", -1);

    assertThat(quoted.encoding()).isEqualTo(Encoding.QUOTED);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotMatch(".*[ \t]"));
    assertThat(lines[0]).isEqualTo("=C3=A9 trailing=20");
  }

  @Test
  void bodyThatHasTheBoundary_getsAnother() throws IOException {
    var taken = "--=_" + MessageIds.hash("boundary\0" + "0\0" + ID);

    var message = parsed(mail("s", Optional.of("<p>x</p>"), "a\n" + taken + "\nb"));

    assertThat(body(message, 0)).isEqualTo("a\r\n" + taken + "\r\nb");
  }

  /** Up to the share of specials at which base64 is shorter. */
  @ParameterizedTest
  @ValueSource(strings = {"=", "é", "\0", " \n", "é \n", "=\t\r\n"})
  void quotedBodies_howeverManySpecials_fit(String special) {
    var encodings = EnumSet.noneOf(Encoding.class);
    for (var plain = 0; plain <= 40; plain++) {
      var text = ("x".repeat(plain) + special).repeat(500) + "é" + "x".repeat(1_000) + " ";

      var body = BodyText.of(text);

      encodings.add(body.encoding());
      assertThat(decoded(body)).isEqualTo(Mails.crlf(text));
    }
    assertThat(encodings).contains(Encoding.QUOTED);
  }

  private static String decoded(BodyText body) {
    try {
      var encoded = new ByteArrayInputStream(body.bytes());
      var decoded =
          body.encoding() == Encoding.QUOTED
              ? new QuotedPrintableInputStream(encoded)
              : new Base64InputStream(encoded);
      return new String(decoded.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asciiLine_over998_isQuoted() {
    assertThat(BodyText.of("x".repeat(998)).encoding()).isEqualTo(Encoding.PLAIN);
    assertThat(BodyText.of("x".repeat(999)).encoding()).isEqualTo(Encoding.QUOTED);
  }

  @Test
  void encoding_fitsTheScript() {
    assertThat(BodyText.of("plain\n").encoding()).isEqualTo(Encoding.PLAIN);
    assertThat(BodyText.of("Árvíztűrő tükörfúrógép\n".repeat(9)).encoding())
        .isEqualTo(Encoding.BASE64);
    assertThat(BodyText.of("Kedves Ügyfelünk, itt a hírlevél.\n".repeat(9)).encoding())
        .isEqualTo(Encoding.QUOTED);
    assertThat(BodyText.of("שלום עולם\n".repeat(9)).encoding()).isEqualTo(Encoding.BASE64);
    assertThat(
            BodyText.of("<td style=color:#333333;font-family:Arial;padding:0>東京</td>\n".repeat(9))
                .encoding())
        .isEqualTo(Encoding.QUOTED);
  }

  @Test
  void base64_hasShortLinesAndComesBack() throws IOException {
    var text = "日本語の本文。\r\n\n. \n\u05e9\u05dc\u05d5\u05dd\t\n".repeat(50);

    var message = parsed(mail("s", Optional.of(text), text));

    assertThat(new String(BodyText.of(text).bytes(), StandardCharsets.US_ASCII).split("\r\n"))
        .allSatisfy(
            line -> assertThat(line).hasSizeLessThanOrEqualTo(76).matches("[A-Za-z0-9+/=]+"));
    assertThat(body(message, 0)).isEqualTo(Mails.crlf(text));
    assertThat(body(message, 1)).isEqualTo(Mails.crlf(text));
  }

  @Test
  void addressBeyondAscii_standsInUtf8AndNothingElseDoes() {
    var from = new Mailbox(Optional.of("Ő"), new EmailAddress("őz", "acme.example"));
    var mail = mail(from, "s", Optional.empty(), "t");

    assertThat(written(mail)).startsWith("From: =?utf-8?B?xZA=?= <őz@acme.example>\r\n");
    assertThat(written(mail("ő", Optional.empty(), "ű"))).matches("\\p{ASCII}*");
  }

  @Test
  void sameMail_twice_isTheSameBytes() {
    var mail = mail("ő", Optional.of("<p>ő</p>"), "ő");

    assertThat(MimeWriter.write(mail, DATE, ID)).isEqualTo(MimeWriter.write(mail, DATE, ID));
  }

  @Test
  void messageId_isDerived() {
    var from = Mails.address("news@acme.example");
    var id = MessageIds.of(Mails.CAMPAIGN, Mails.RECIPIENT, Mails.ROW_KEY, from);

    assertThat(id).matches("<[0-9a-f]{32}@acme\\.example>");
    assertThat(MessageIds.of(Mails.CAMPAIGN, Mails.RECIPIENT, Mails.ROW_KEY, from)).isEqualTo(id);
    assertThat(
            MessageIds.of(
                Mails.CAMPAIGN, Mails.RECIPIENT, new dev.waypost.engine.id.RowKey(0, 0), from))
        .isNotEqualTo(id);
  }

  private static String words(Random random) {
    var text = new StringBuilder();
    var size = 1 + random.nextInt(60);
    while (text.length() < size) {
      text.appendCodePoint(
          switch (random.nextInt(6)) {
            case 0 -> ' ';
            case 1 -> 33 + random.nextInt(94);
            case 2 -> 0xE0 + random.nextInt(0x100);
            case 3 -> 0x5D0 + random.nextInt(20);
            case 4 -> 0x1F600 + random.nextInt(50);
            default -> 'a' + random.nextInt(26);
          });
    }
    return text.toString().strip().isEmpty() ? "x" : text.toString().strip();
  }

  private static String lines(Random random) {
    var text = new StringBuilder();
    var size = random.nextInt(3_000);
    var plain = random.nextInt(3) == 0;
    while (text.length() < size) {
      text.appendCodePoint(
          switch (random.nextInt(plain ? 5 : 9)) {
            case 0 -> ' ';
            case 1 -> random.nextInt(10) == 0 ? '\n' : '=';
            case 2 -> random.nextInt(20) == 0 ? '\r' : '.';
            case 3 -> '\t';
            case 4 -> 33 + random.nextInt(94);
            case 5 -> random.nextInt(32);
            case 6 -> 0x1F600 + random.nextInt(50);
            case 7 -> 0x150 + random.nextInt(2);
            default -> '-';
          });
    }
    return text.toString();
  }
}
