package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.http.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Parameters and headers of any text; CONTRIBUTING says how to run this for long. */
class HeadFuzzTest {
  private static final ApiKeys KEYS = ApiKeys.ofDefault(List.of("wp_one", "wp_two"));

  private static void check(String text, Consumer<String> reader) {
    try {
      reader.accept(text);
    } catch (Refusal refusal) {
      assertThat(refusal.problem().status()).isIn(400, 422);
    }
  }

  @FuzzTest
  void value_ofAnyText_isReadOrRefused(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);

    check(
        text,
        cursor -> {
          var place = CampaignCursor.parse(cursor);
          assertThat(CampaignCursor.parse(CampaignCursor.print(place))).isEqualTo(place);
          assertThat(place.name()).matches("[a-z0-9][a-z0-9._-]{0,63}");
        });
    check(
        text,
        cursor -> {
          var place = RecipientCursor.parse(cursor);
          assertThat(RecipientCursor.parse(RecipientCursor.print(place))).isEqualTo(place);
        });
    check(
        text,
        header -> {
          if (IfMatch.of(Optional.of(header)) instanceof IfMatch.Versions(var numbers)) {
            assertThat(numbers).allMatch(number -> header.contains(IfMatch.tag(number)));
          }
        });
    check(
        text,
        header ->
            assertThat(IfNoneMatch.of(Optional.of(header)).tags()).allMatch(header::contains));
    var isBearer = text.toLowerCase(Locale.ROOT).startsWith("bearer ");
    assertThat(KEYS.sender(Optional.of(text)).isPresent())
        .isEqualTo(isBearer && List.of("wp_one", "wp_two").contains(text.substring(7).strip()));
    assertThat(Call.hasType(text, "application/json")).isIn(true, false);
  }
}
