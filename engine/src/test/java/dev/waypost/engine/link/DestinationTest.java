package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.link.Destination.Field;
import dev.waypost.engine.link.Destination.Literal;
import dev.waypost.engine.link.Destination.Place;
import dev.waypost.engine.link.Destination.Refused;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
  @Test
  void parse_fieldsInEveryPlace_knowsThem() throws Refused {
    var destination = Destination.parse("https://a.example/x/{{p}}?q={{{q}}}&r={{r.s}}#{{f}}");

    assertThat(destination.parts())
        .containsExactly(
            new Literal("https://a.example/x/"),
            new Field("{{p}}", Place.PATH),
            new Literal("?q="),
            new Field("{{{q}}}", Place.QUERY),
            new Literal("&r="),
            new Field("{{r.s}}", Place.QUERY),
            new Literal("#"),
            new Field("{{f}}", Place.FRAGMENT));
    assertThat(destination.fields()).containsExactly("{{p}}", "{{{q}}}", "{{r.s}}", "{{f}}");
    assertThat(destination.fixed()).isEmpty();
  }

  @Test
  void resolve_valuesInsideAUrl_encodesThemForTheirPlace() throws Refused {
    var destination = Destination.parse("https://a.example/x/{{p}}?q={{q}}#{{f}}");

    assertThat(destination.resolve(List.of("a/b?c", "d&e=f +%41", "g\u0151#h")))
        .isEqualTo("https://a.example/x/a%2Fb%3Fc?q=d%26e%3Df%20%2B%2541#g%C5%91%23h");
    assertThat(destination.resolve(List.of("", "", ""))).isEqualTo("https://a.example/x/?q=#");
    assertThat(destination.resolve(List.of("a\r\nb", "\\", "{{x}}")))
        .isEqualTo("https://a.example/x/a%0D%0Ab?q=%5C#%7B%7Bx%7D%7D");
  }

  @Test
  void resolve_wholeField_takesTheValueAsAUrl() throws Refused {
    var destination = Destination.parse("{{url}}");

    assertThat(destination.parts()).containsExactly(new Field("{{url}}", Place.WHOLE));
    assertThat(destination.resolve(List.of(" https://b.example/a?b=c%20d&e#f ")))
        .isEqualTo("https://b.example/a?b=c%20d&e#f");
    assertThat(destination.resolve(List.of("https://b.example/{{x}}")))
        .isEqualTo("https://b.example/%7B%7Bx%7D%7D");
  }

  @ParameterizedTest
  @CsvSource({
    "'', SCHEME",
    "/relative, SCHEME",
    "javascript:alert(1), SCHEME",
    "mailto:a@b.example, SCHEME",
    "https://, HOST",
    "https://u@b.example/, USER_INFO",
    "https://u:p@b.example/, USER_INFO",
    "https:\\\\b.example, BACKSLASH",
  })
  void resolve_wholeFieldThatIsNoWebUrl_isRefused(String value, LinkFault fault) throws Refused {
    var destination = Destination.parse("{{url}}");

    assertRefused(() -> destination.resolve(List.of(value)), fault);
  }

  @Test
  void resolve_hostField_takesWhatAHostMayHave() throws Refused {
    var whole = Destination.parse("https://{{host}}/x");
    var part = Destination.parse("https://{{shop}}.b\u00fccher.example?a={{a}}");

    assertThat(whole.parts())
        .containsExactly(
            new Literal("https://"), new Field("{{host}}", Place.HOST), new Literal("/x"));
    assertThat(whole.resolve(List.of(" a.example "))).isEqualTo("https://a.example/x");
    assertThat(part.resolve(List.of("\u0151z", "&")))
        .isEqualTo("https://xn--z-7la.xn--bcher-kva.example?a=%26");
    for (var value : List.of("", "a/b", "a?", "a#", "u@a", "a:1", "a\\b", "a b", "%61", "..")) {
      assertRefused(() -> whole.resolve(List.of(value)), LinkFault.HOST);
    }
  }

  @Test
  void parse_moreFieldsThanFit_isRefused() {
    assertRefused(
        () -> Destination.parse("https://a.example/" + "{{a}}".repeat(Destination.FIELDS_MAX + 1)),
        LinkFault.FIELDS);
  }

  @Test
  void resolve_baseField_appendsTheRest() throws Refused {
    var destination = Destination.parse("{{base}}/cart?id={{id}}");

    assertThat(destination.resolve(List.of("https://shop.example", "a&b")))
        .isEqualTo("https://shop.example/cart?id=a%26b");
    assertRefused(() -> destination.resolve(List.of("", "1")), LinkFault.SCHEME);
  }

  @Test
  void resolve_restThatWouldMoveTheHost_isRefused() throws Refused {
    var destination = Destination.parse("{{base}}@evil.example/");

    assertRefused(() -> destination.resolve(List.of("https://a.example")), LinkFault.USER_INFO);
  }

  @Test
  void parse_blocksAroundWholeUrls_areOneField() throws Refused {
    var url = "{{#if a}}https://a.example/{{else}}{{b}}{{/if}}";
    var two = "{{#if a}}https://a.example{{/if}}{{^a}}{{#if b}}x{{/if}}{{/a}}";

    assertThat(Destination.parse(url).parts()).containsExactly(new Field(url, Place.WHOLE));
    assertThat(Destination.parse(two).parts()).containsExactly(new Field(two, Place.WHOLE));
  }

  @Test
  void parse_comment_isNoField() throws Refused {
    assertThat(Destination.parse("{{! shop }}https://a.example/{{!-- }} --}}b").fixed())
        .contains("https://a.example/b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "https://a.example/ https://a.example/",
        "HTTPS://A.Example/x HTTPS://A.Example/x",
        "https://a.example https://a.example",
        "https://a.example?x https://a.example?x",
        "https://a.example:8443/%zz%41%e9?a=b+c&d=%20#e"
            + " https://a.example:8443/%zz%41%e9?a=b+c&d=%20#e",
        "https://a.example/?a[]=1&b=;,'()!*~$@: https://a.example/?a[]=1&b=;,'()!*~$@:",
        "https://[2001:db8::1]:80/ https://[2001:db8::1]:80/",
        "https://a.example/p\u00e9cs?v\u00e1ros=\ud83d\ude00"
            + " https://a.example/p%C3%A9cs?v%C3%A1ros=%F0%9F%98%80",
        "https://b\u00fccher.example/ https://xn--bcher-kva.example/",
        "https://fa\u00df.example/ https://xn--fa-hia.example/",
        "https://a.example/a|b\"c https://a.example/a%7Cb%22c",
        "https://a.example/@me https://a.example/@me",
        "https://a.example/a/../b//c https://a.example/a/../b//c",
        "https://under_score.example/ https://under_score.example/",
      })
  void fixed_literalUrl_changesAsLittleAsPossible(String url, String written) throws Refused {
    assertThat(Destination.parse(url).fixed()).contains(written);
  }

  @Test
  void fixed_space_isEncoded() throws Refused {
    assertThat(Destination.parse("https://a.example/a b").fixed())
        .contains("https://a.example/a%20b");
  }

  @ParameterizedTest
  @CsvSource({
    "'', SCHEME",
    "ftp://a.example/, SCHEME",
    "a.example, SCHEME",
    "javascript:alert(1), SCHEME",
    "mailto:{{email}}, SCHEME",
    "http://, HOST",
    "https:///path, HOST",
    "https://a b.example/, HOST",
    "https://a.example:99999/, HOST",
    "https://a.example:x/, HOST",
    "https://-\u0301.example/, HOST",
    "https://..., HOST",
    "https://a{{host}}/, HOST",
    "https://{{a}}{{b}}/, HOST",
    "https://a.{{tld}}, HOST",
    "https://a.example{{path}}, HOST",
    "https://{{user}}@a.example/, USER_INFO",
    "https://a.example:{{port}}/, HOST",
    "https://u@a.example/{{x}}, USER_INFO",
    "https://a.example\\@b.example/, BACKSLASH",
    "'https://a.example/\\x', BACKSLASH",
    "https://a.example/?a={{#if a}}b{{/if}}, BLOCK",
    "https://a.example/{{else}}, BLOCK",
    "https://a.example/{{x, SYNTAX",
    "{{x}, SYNTAX",
  })
  void parse_whatIsNoDestination_isRefused(String url, LinkFault fault) {
    assertRefused(() -> Destination.parse(url), fault);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 9, 10, 13, 31, 127, 0x85})
  void parse_controlCharacter_isRefused(int character) {
    var url = "https://a.example/" + (char) character;

    assertRefused(() -> Destination.parse(url), LinkFault.CONTROL);
    assertRefused(() -> Destination.parse("{{x}}").resolve(List.of(url + "x")), LinkFault.CONTROL);
  }

  @Test
  void length_2000Characters_isTheMost() throws Refused {
    var longest = "https://a.example/" + "x".repeat(1_982);

    assertThat(Destination.parse(longest).fixed()).contains(longest);
    assertRefused(() -> Destination.parse(longest + "x"), LinkFault.LENGTH);
    assertRefused(() -> Destination.parse(longest + "x{{y}}"), LinkFault.LENGTH);
    assertRefused(() -> Destination.parse(longest.replace("xx", "x\u00e9")), LinkFault.LENGTH);
    var merged = Destination.parse("https://a.example/{{x}}");
    assertThat(merged.resolve(List.of("x".repeat(1_982)))).isEqualTo(longest);
    assertRefused(() -> merged.resolve(List.of("x".repeat(1_983))), LinkFault.LENGTH);
  }

  @Test
  void resolve_wrongNumberOfValues_isABug() throws Refused {
    var destination = Destination.parse("https://a.example/{{x}}");

    for (var values : List.of(List.<String>of(), List.of("a", "b"))) {
      assertThatThrownBy(() -> destination.resolve(values))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected 1 values, got " + values.size());
    }
  }

  @Test
  void resolve_anyValues_staysOnTheHostAndInItsPlace() throws Refused {
    var destination = Destination.parse("https://a.example/{{p}}/x?q={{q}}#{{f}}");
    Seeded.times(
        2_000,
        random -> {
          var values = new String[3];
          Arrays.setAll(
              values,
              i ->
                  random
                      .ints(random.nextInt(30), 0, random.nextBoolean() ? 128 : 0x3000)
                      .collect(
                          StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                      .toString());
          try {
            assertThat(destination.resolve(List.of(values)))
                .matches("https://a\\.example/[\\w.~%-]*/x\\?q=[\\w.~%-]*#[\\w.~%-]*");
          } catch (Refused e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void assertRefused(ThrowingCallable call, LinkFault fault) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessage(fault.rule());
  }
}
