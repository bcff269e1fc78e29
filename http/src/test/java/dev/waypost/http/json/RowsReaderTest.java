package dev.waypost.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsReaderTest {
  private static List<IntakeLine> read(String body, int rowBytesMax) {
    return RowsReader.read(body.getBytes(StandardCharsets.UTF_8), rowBytesMax, 10);
  }

  @Test
  void list_withMoreRowsThanMayBe_isReadToTheOneThatIsTooMany() {
    assertThat(read("{\"recipients\": [" + "1,".repeat(100_000) + "1]}", 1_000)).hasSize(11);
  }

  /** More than a body that becomes a tree may have: of this one nothing is kept. */
  @Test
  void list_ofTenRowsFullOfTinyValues_isRead() {
    var row = "{\"email\": \"a@b.example\", \"data\": {\"n\": [" + "0,".repeat(32_000) + "0]}}";

    var rows = read("{\"recipients\": [" + (row + ",").repeat(9) + row + "]}", 64 << 10);

    assertThat(rows).hasSize(10).allMatch(line -> line instanceof IntakeLine.Good);
  }

  @Test
  void list_ofRowsInAnyLetters_isCutWhereTheyEnd() {
    var body =
        "{ \"recipients\" :\n"
            + "[ {\"email\":\"a@b.example\",\"data\":{\"n\":\"\u00e4\u20ac\ud83d\ude00]},\\\"\"}} ,"
            + " 7 , \"x\", {\"email\":\"c@b.example\",\"name\":\"\ud83d\ude00\"}\n"
            + "] }";

    var rows = read(body, 1_000);

    assertThat(rows).hasSize(4);
    assertThat(rows.get(0))
        .isInstanceOfSatisfying(
            IntakeLine.Good.class,
            good ->
                assertThat(good.row().data())
                    .isEqualTo(Map.of("n", "\u00e4\u20ac\ud83d\ude00]},\"")));
    assertThat(rows.get(1)).isInstanceOf(IntakeLine.Bad.class);
    assertThat(rows.get(2)).isInstanceOf(IntakeLine.Bad.class);
    assertThat(rows.get(3))
        .isInstanceOfSatisfying(
            IntakeLine.Good.class, good -> assertThat(good.row().name()).contains("\ud83d\ude00"));
  }

  @Test
  void row_longerThanMayBeInBytes_isTooLarge() {
    var row = "{\"email\": \"a@b.example\", \"name\": \"" + "\u20ac".repeat(300) + "\"}";

    for (var body : List.of(row, "{\"recipients\": [" + row + "]}")) {
      assertThat(read(body, 900))
          .singleElement()
          .isInstanceOfSatisfying(
              IntakeLine.Bad.class, bad -> assertThat(bad.fault().code()).isEqualTo("tooLarge"));
      assertThat(read(body, 1_000)).singleElement().isInstanceOf(IntakeLine.Good.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{} x",
        "{} {}",
        "{\"recipients\": [",
        "{\"recipients\": [1 2]}",
        "{\"recipients\": []} ]",
        "{\"recipients\": [], \"recipients\": []}",
        "{\"id\": \"1\", \"id\": \"2\"}"
      })
  void body_thatIsNoObject_isUnreadable(String body) {
    assertThatThrownBy(() -> read(body, 1_000))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"recipients\": {}}",
        "{\"recipients\": [], \"x\": 1}",
        "{\"x\": [1], \"recipients\": []}"
      })
  void list_thatIsNoneOrNotAlone_isInvalid(String body) {
    assertThatThrownBy(() -> read(body, 1_000))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.problem().status()).isEqualTo(422));
  }
}
