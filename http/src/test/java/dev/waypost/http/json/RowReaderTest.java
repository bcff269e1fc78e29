package dev.waypost.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowReaderTest {
  private static IntakeLine read(String json) {
    return new RowReader().read(7, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static RowSubmission good(String json) {
    assertThat(read(json)).isInstanceOf(IntakeLine.Good.class);
    return ((IntakeLine.Good) read(json)).row();
  }

  private static RowFault bad(String json) {
    assertThat(read(json)).as(json).isInstanceOf(IntakeLine.Bad.class);
    return ((IntakeLine.Bad) read(json)).fault();
  }

  @Test
  void row_withAllFields_isRead() {
    var row =
        good(
            """
            {"id": "c-17", "email": " Ann@Example.com ", "name": "Ann", "metadata": {"o": "17"},
             "data": {"city": "Pécs", "n": 1, "big": 12345678901234567890, "price": 1.10,
                      "on": true, "gone": null, "list": [{"a": "b"}, 2]}}
            """);

    assertThat(row.line()).isEqualTo(7);
    assertThat(row.id()).hasValue("c-17");
    assertThat(row.email()).hasToString("Ann@example.com");
    assertThat(row.name()).hasValue("Ann");
    assertThat(row.metadata()).isEqualTo(Map.of("o", "17"));
    assertThat(row.data())
        .isEqualTo(
            Map.of(
                "city",
                "Pécs",
                "n",
                1L,
                "big",
                new BigInteger("12345678901234567890"),
                "price",
                new BigDecimal("1.10"),
                "on",
                true,
                "list",
                List.of(Map.of("a", "b"), 2L)));
  }

  @Test
  void row_withNulls_isAsIfTheyWereAbsent() {
    var row = good("{\"id\":null,\"email\":\"a@b.example\",\"data\":null,\"name\":null}");

    assertThat(row.id()).isEmpty();
    assertThat(row.effectiveId()).isEqualTo("a@b.example");
    assertThat(row.data()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|json",
        "[]|json",
        "{}x|json",
        "{\"email\":\"a@b.example\"} {}|json",
        "{\"email\":\"a@b.example\",\"email\":\"a@b.example\"}|json",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":1,\"a\":2}}|json",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":null,\"a\":2}}|json",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":01}}|json",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":NaN}}|json",
        "{}|address",
        "{\"email\":\"nobody\"}|address",
        "{\"email\":7}|address",
        "{\"email\":\"a@b.example\",\"colour\":1}|field",
        "{\"email\":\"a@b.example\",\"colour\":null}|field",
        "{\"email\":\"a@b.example\",\"utm\":{}}|reserved",
        "{\"email\":\"a@b.example\",\"locale\":null}|reserved",
        "{\"email\":\"a@b.example\",\"data\":{\"waypost\":{}}}|reserved",
        "{\"email\":\"a@b.example\",\"data\":[]}|data",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":[null]}}|data",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":\"\\u0000\"}}|data",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":{\"b\":\"\\ud800x\"}}}|data",
        "{\"email\":\"a@b.example\",\"data\":{\"a\":1e999999}}|data",
        "{\"email\":\"a@b.example\",\"id\":\"\"}|id",
        "{\"email\":\"a@b.example\",\"id\":17}|id",
        "{\"email\":\"a@b.example\",\"id\":\"a\\tb\"}|id",
        "{\"email\":\"a@b.example\",\"name\":\"a\\r\\nBcc: x\"}|name",
        "{\"email\":\"a@b.example\",\"metadata\":{\"a\":1}}|metadata",
        "{\"email\":\"a@b.example\",\"metadata\":7}|metadata",
      })
  void row_thatCannotBeUsed_hasCode(String json, String code) {
    assertThat(bad(json).code()).isEqualTo(code);
  }

  @Test
  void row_beyondBounds_isFault() {
    var email = "{\"email\":\"a@b.example\",";

    assertThat(bad(email + "\"id\":\"" + "x".repeat(201) + "\"}").code()).isEqualTo("id");
    assertThat(bad(email + "\"metadata\":{\"a\":\"" + "x".repeat(201) + "\"}}").code())
        .isEqualTo("metadata");
    assertThat(bad(email + "\"data\":{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}}").code())
        .isEqualTo("json");
    assertThat(bad(email + "\"data\":{\"a\":" + "9".repeat(200) + "}}").code()).isEqualTo("json");
  }

  @Test
  void texts_beyond16Bits_areCountedInCharacters() {
    var full = "\ud83d\ude00".repeat(200);
    var email = "{\"email\":\"a@b.example\",";

    assertThat(good(email + "\"id\":\"" + full + "\"}").id()).contains(full);
    assertThat(good(email + "\"metadata\":{\"a\":\"" + full + "\"}}").metadata())
        .containsEntry("a", full);
    assertThat(bad(email + "\"id\":\"" + full + "x\"}").code()).isEqualTo("id");
  }

  @Test
  void unknownField_isNamed_unlessItIsNoName() {
    var email = "{\"email\":\"a@b.example\",";

    assertThat(bad(email + "\"colour\":1}").detail()).startsWith("colour: unknown field");
    assertThat(bad(email + "\"a\\nb\":1}").detail()).startsWith("unknown field");
    assertThat(bad(email + "\"" + "x".repeat(65) + "\":1}").detail()).startsWith("unknown field");
  }

  @Test
  void fault_tellsIdThatFollowsIt_andRepeatsNoAddress() {
    var fault = bad("{\"email\":\"secret person@b.example\",\"id\":\"c-17\"}");

    assertThat(fault.id()).hasValue("c-17");
    assertThat(fault.detail()).doesNotContain("secret").doesNotContain("b.example");
  }

  @Test
  void row_notUtf8_isFault() {
    var bytes = "{\"email\":\"\u00e9@b.example\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(new RowReader().read(1, ByteBuffer.wrap(bytes))).isInstanceOf(IntakeLine.Bad.class);
  }
}
