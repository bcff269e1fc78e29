package dev.waypost.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ann@example.com                   | ann@example.com
          Ann.Lee@Example.COM               | Ann.Lee@example.com
          '  ann@example.com '              | ann@example.com
          o'neil+tag@mail.example.org       | o'neil+tag@mail.example.org
          !#$%&'*+-/=?^_`{}~@example.com    | !#$%&'*+-/=?^_`{}~@example.com
          ann@bücher.example                | ann@xn--bcher-kva.example
          ann@BÜCHER.example                | ann@xn--bcher-kva.example
          ann@faß.example                   | ann@xn--fa-hia.example
          ann@xn--bcher-kva.example         | ann@xn--bcher-kva.example
          jőzsef@example.hu                 | jőzsef@example.hu
          ann@例え.テスト                      | ann@xn--r8jz45g.xn--zckzah
          ann@example。com                   | ann@example.com
          """)
  void goodAddress_isReadWithItsDomainAsALabels(String text, String expected) throws Exception {
    assertThat(EmailAddress.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@localhost",
        "ann@.example.com",
        "ann@example..com",
        "ann@example.com.",
        "ann@-a.example",
        "ann@a-.example",
        "ann@exa_mple.com",
        "ann@exa mple.com",
        "ann@192.168.0.1",
        "ann@[192.168.0.1]",
        ".ann@example.com",
        "ann.@example.com",
        "a..nn@example.com",
        "a nn@example.com",
        "a\u00a0nn@example.com",
        "a\u200bnn@example.com",
        "a\r\nnn@example.com",
        "a,b@example.com",
        "<ann@example.com>",
        "\"ann\"@example.com",
        "ann@x@example.com",
        "ann@xn--a.example",
        "ann@\u202eexample.com"
      })
  void badAddress_isMalformedAndNotRepeated(String text) {
    assertThatThrownBy(() -> EmailAddress.parse(text))
        .isInstanceOf(EmailAddress.Malformed.class)
        .satisfies(e -> assertThat(text.isEmpty() || !e.getMessage().contains(text)).isTrue());
  }

  @Test
  void lengths_upToTheLimitsOfTheProtocol_areGood() throws Exception {
    var local = "a".repeat(64);
    var label = "b".repeat(60);
    var longest = local + "@" + label + "." + label + "." + label + ".co.uk";

    assertThat(EmailAddress.parse(longest).toString()).hasSize(64 + 1 + 3 * 61 + 5);
    assertThatThrownBy(() -> EmailAddress.parse("a" + local + "@example.com"))
        .isInstanceOf(EmailAddress.Malformed.class);
    assertThatThrownBy(() -> EmailAddress.parse("ann@" + "b".repeat(64) + ".example"))
        .isInstanceOf(EmailAddress.Malformed.class);
    assertThatThrownBy(() -> EmailAddress.parse(local + "@" + (label + ".").repeat(3) + "c.museum"))
        .isInstanceOf(EmailAddress.Malformed.class);
  }

  @Test
  void key_foldsCaseAndNothingElse() throws Exception {
    assertThat(EmailAddress.parse("Ann.Lee+News@Example.com").key())
        .isEqualTo("ann.lee+news@example.com");
    assertThat(EmailAddress.parse("JŐZSEF@example.hu").key()).isEqualTo("jőzsef@example.hu");
  }

  @Test
  void utf8_isNeededForTheLocalPartOnly() throws Exception {
    assertThat(EmailAddress.parse("jőzsef@example.hu").needsUtf8()).isTrue();
    assertThat(EmailAddress.parse("ann@bücher.example").needsUtf8()).isFalse();
  }
}
