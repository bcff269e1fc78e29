package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.Destination.Field;
import dev.waypost.engine.link.Destination.Place;
import dev.waypost.engine.link.LinkExtraction.Extracted;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Links, destinations and tokens of any bytes; CONTRIBUTING says how to run this for long. */
class LinkFuzzTest {
  private static final TokenKeys KEYS = TokenKeys.random(new Random(1));

  /** Never mint anything: a fuzzer learns by heart what it sees compared. */
  private static final TokenKeys OTHER_KEYS = TokenKeys.random(new Random(2));

  /** What a browser may be sent to, written without the help of the product. */
  private static final Pattern WEB =
      Pattern.compile(
          "(?i:https?)://(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{0,5})?"
              + "(?:[/?#][!#-;=?-\\[\\]_a-z~]*)?");

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @FuzzTest
  void html_ofAnyText_keepsAllButHrefsAndOurAttributes(byte[] bytes) {
    var template = text(bytes);
    var extracted = LinkExtraction.html(template, 0);

    checkLinks(template, extracted);
    assertThat(LinkExtraction.html(template, 0)).isEqualTo(extracted);
    if (names(template, LinkExtraction.HELPER)) {
      return; // may read like a call; templates that call it are refused
    }
    if (!names(template, "data-waypost-")) {
      assertThat(restored(extracted)).isEqualTo(template);
    } else {
      assertThat(isWithin(restored(extracted), template)).isTrue();
    }
  }

  @FuzzTest
  void text_ofAnyText_keepsAllButUrls(byte[] bytes) {
    var template = text(bytes);
    var extracted = LinkExtraction.text(template, 0);

    checkLinks(template, extracted);
    assertThat(LinkExtraction.text(template, 0)).isEqualTo(extracted);
    if (!names(template, LinkExtraction.HELPER)) {
      assertThat(restored(extracted)).isEqualTo(template);
    }
  }

  private static boolean names(String template, String name) {
    return template.toLowerCase(Locale.ROOT).contains(name);
  }

  private static void checkLinks(String template, Extracted extracted) {
    var rows = template.split("\n", -1);
    for (var i = 0; i < extracted.links().size(); i++) {
      var link = extracted.links().get(i);
      assertThat(link.index()).isEqualTo(i);
      var place = extracted.places().get(i);
      assertThat(rows[place.row() - 1].substring(place.column() - 1))
          .startsWith(extracted.originals().get(i).split("\n", 2)[0]);
      try {
        assertThat(Destination.parse(link.url())).isNotNull();
      } catch (Destination.Refused e) {
        assertThat(e.fault()).isEqualTo(LinkFault.LENGTH);
      }
    }
    extracted.problems().forEach(p -> assertThat(p.row()).isBetween(1, rows.length));
    extracted.notes().forEach(n -> assertThat(n.row()).isBetween(1, rows.length));
  }

  /** What the author wrote in place of the calls. */
  private static String restored(Extracted extracted) {
    var from = extracted.template();
    var to = new StringBuilder();
    var at = 0;
    for (var link : extracted.links()) {
      var call = LinkExtraction.call(link.index());
      var found = from.indexOf(call, at);
      assertThat(found).as("the call of link %d", link.index()).isNotNegative();
      to.append(from, at, found).append(extracted.originals().get(link.index()));
      at = found + call.length();
    }
    return to.append(from, at, from.length()).toString();
  }

  /** Whether one text is the other with something left out. */
  private static boolean isWithin(String part, String whole) {
    var at = 0;
    for (var i = 0; i < whole.length() && at < part.length(); i++) {
      if (whole.charAt(i) == part.charAt(at)) {
        at++;
      }
    }
    return at == part.length();
  }

  /** The first line is a destination; the others are what its fields are filled with. */
  @FuzzTest
  void destination_thatResolves_isAWebUrlThatItsAuthorChose(byte[] bytes) {
    var lines = text(bytes).split("\n", -1);
    Destination destination;
    try {
      destination = Destination.parse(lines[0]);
    } catch (Destination.Refused e) {
      assertThat(e).hasMessage(e.fault().rule());
      return;
    }
    var values = new ArrayList<String>();
    for (var i = 0; i < destination.fields().size(); i++) {
      values.add(lines.length == 1 ? "" : lines[1 + i % (lines.length - 1)]);
    }
    String url;
    try {
      url = destination.resolve(values);
      assertThat(destination.resolve(values)).isEqualTo(url);
    } catch (Destination.Refused e) {
      assertThat(e).hasMessage(e.fault().rule());
      return;
    }

    var web = WEB.matcher(url);
    assertThat(url).hasSizeLessThanOrEqualTo(Destination.CHARACTERS_MAX).matches(WEB);
    destination.fixed().ifPresent(fixed -> assertThat(fixed).isEqualTo(url));
    assertThat(web.matches()).isTrue();
    checkHost(destination, web.group("host"));
    checkValues(destination, url, values);
    checkFinal(url);
  }

  /** No value moves a link to a host other than the author's. */
  private static void checkHost(Destination destination, String host) {
    var places = places(destination);
    if (places.contains(Place.WHOLE)) {
      return;
    }
    if (!places.contains(Place.HOST)) {
      var others = destination.fields().stream().map(field -> "@evil.example").toList();
      assertThat(resolved(destination, others)).containsPattern("(?i)://" + Pattern.quote(host));
    } else if (destination.parts().get(1) instanceof Field(var ignored, var place)
        && place == Place.HOST
        && destination.parts().size() > 2
        && destination.parts().get(2) instanceof Destination.Literal(var text)) {
      var end = text.split("[/?#:]", 2)[0];
      var isEnd = end.length() < text.length() || destination.parts().size() == 3;
      if (isEnd && end.chars().allMatch(c -> c < 128)) {
        assertThat(host).endsWithIgnoringCase(end);
      }
    }
  }

  private static List<Place> places(Destination destination) {
    return destination.parts().stream()
        .flatMap(part -> part instanceof Field field ? Stream.of(field) : null)
        .map(Field::place)
        .toList();
  }

  private static String resolved(Destination destination, List<String> values) {
    try {
      return destination.resolve(values);
    } catch (Destination.Refused e) {
      assertThat(e.fault()).isEqualTo(LinkFault.LENGTH);
      return "";
    }
  }

  /** What a field says arrives as it was said. */
  private static void checkValues(Destination destination, String url, List<String> values) {
    var places = places(destination);
    var decoded = URLDecoder.decode(percent(url).replace("+", "%2B"), StandardCharsets.UTF_8);
    for (var i = 0; i < values.size(); i++) {
      switch (places.get(i)) {
        case PATH, QUERY, FRAGMENT -> assertThat(decoded).contains(values.get(i));
        case WHOLE, HOST -> {}
      }
    }
  }

  /** The author's own percent signs need not encode anything. */
  private static String percent(String url) {
    return url.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
  }

  /** What came out goes in again and stays. */
  private static void checkFinal(String url) {
    try {
      assertThat(Destination.parse(url).fixed()).contains(url);
    } catch (Destination.Refused e) {
      throw new AssertionError(url, e);
    }
  }

  /** A token has one spelling, and nothing else is genuine; so have the values behind it. */
  @FuzzTest
  void token_thatNobodySigned_isNotGenuine(byte[] bytes) {
    var said = ByteBuffer.allocate(24).put(bytes, 0, Math.min(24, bytes.length)).rewind();
    var kind = Token.Kind.values()[(said.get() & 0xff) % 3];
    var stage = Token.Stage.values()[said.get() & 1];
    var table = new LinkTableId(said.getLong() & 0xff_ffff_ffffL);
    var link = said.getShort() & 0xffff;
    var recipient = new RecipientKey(said.getLong(), said.getShort());
    var token = new Token(kind, stage, table, link, recipient, 7);
    var genuine = KEYS.mint(token);
    var rest = text(Arrays.copyOfRange(bytes, Math.min(24, bytes.length), bytes.length));

    assertThat(KEYS.verify(genuine)).contains(token);
    assertThat(TrackedShape.fits("https://t.example/c/" + genuine)).isTrue();
    assertThat(OTHER_KEYS.verify(rest)).isEmpty();
    assertThat(OTHER_KEYS.verify(genuine)).isEmpty();
    var other = changed(genuine, bytes);
    assertThat(KEYS.verify(other))
        .isEqualTo(KEYS.verify(genuine).filter(t -> other.equals(genuine)));

    var values = List.of(rest.split(" ", -1));
    if (SealedValues.fits(values)) {
      var sealed = KEYS.seal(genuine, values);
      assertThat(KEYS.open(genuine, sealed)).contains(values);
      var broken = changed(sealed, bytes);
      assertThat(KEYS.open(genuine, broken).isPresent()).isEqualTo(broken.equals(sealed));
      assertThat(OTHER_KEYS.open(genuine, rest)).isEmpty();
      if (!other.equals(genuine)) {
        assertThat(KEYS.open(other, sealed)).isEmpty();
      }
    }
  }

  /** With one character that the bytes choose at a place that they choose. */
  private static String changed(String text, byte[] bytes) {
    if (bytes.length < 2) {
      return text + "A";
    }
    var at = (bytes[0] & 0xff) % text.length();
    return text.substring(0, at) + (char) (bytes[1] & 0xff) + text.substring(at + 1);
  }
}
