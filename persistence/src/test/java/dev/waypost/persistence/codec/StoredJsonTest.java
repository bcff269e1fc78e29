package dev.waypost.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Texts as the first version wrote them: they must be read, and written, the same for ever. */
class StoredJsonTest {
  private static final String CONTENT =
      """
      {"kind":"BROADCAST","fromName":"Acme","fromEmail":"news@acme.example",\
      "replyToName":"Help","replyToEmail":"help@acme.example","subject":"Hello {{name}}",\
      "html":"<p>é</p>","text":"t","clicks":"ON","opens":"OFF","topic":"default",\
      "whenInDoubt":"ASSUME_DELIVERED","expireLinksAt":"2026-12-31T00:00:00Z",\
      "fallback":"https://acme.example/","expireMailAt":"2026-12-30T00:00:00Z",\
      "tags":["spring"]}\
      """;

  private static final String LINKS =
      """
      {"id":"000000004d","sender":"default","campaign":"spring",\
      "expireAt":"2026-12-31T00:00:00Z","fallback":"https://acme.example/",\
      "links":[{"url":"https://acme.example/a","part":"HTML","name":"top"},\
      {"url":"https://acme.example/{{x}}","part":"TEXT"}]}\
      """;

  @Test
  void content_ofVersion1_isReadAndWrittenTheSame() {
    assertThat(ContentJson.write(ContentJson.read(CONTENT))).isEqualTo(CONTENT);
    assertThat(ContentJson.read(CONTENT).content().subject()).isEqualTo("Hello {{name}}");
  }

  @Test
  void linkTable_ofVersion1_isReadAndWrittenTheSame() {
    assertThat(LinkTableJson.write(LinkTableJson.read(LINKS))).isEqualTo(LINKS);
    assertThat(LinkTableJson.read(LINKS).links()).hasSize(2);
  }

  @Test
  void rowValues_keepTheirKindsAndDigits() {
    Map<String, Object> values =
        Map.of(
            "text",
            "é",
            "price",
            new BigDecimal("1.10"),
            "large",
            12345678901234L,
            "yes",
            true,
            "list",
            List.of(1, Map.of("a", "b")));

    assertThat(RowJson.values(RowJson.write(values))).isEqualTo(values);
    assertThat(RowJson.write(Map.of())).isEmpty();
    assertThat(RowJson.words(Optional.empty())).isEmpty();
  }

  @Test
  void rowValues_brokenText_isRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> RowJson.values(Optional.of("{\"ann@example.com\":")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageNotContaining("ann")
        .hasNoCause();
  }
}
