package dev.waypost.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowsReaderTest {
  @Test
  void list_withMoreRowsThanMayBe_isReadToTheOneThatIsTooMany() {
    var body = "{\"recipients\": [" + "1,".repeat(100_000) + "1]}";

    var rows = RowsReader.read(body.getBytes(StandardCharsets.UTF_8), 1_000, 10);

    assertThat(rows).hasSize(11);
  }
}
