package dev.waypost.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonPathsTest {
  @Test
  void values_areFoundByTheirPath() throws IOException {
    var json =
        JsonPaths.of(
            """
            {"state": "running", "recipients": {"accepted": 12}, "none": null,
             "links": [{"url": "a"}, {"url": "b"}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(json.text("state")).isEqualTo("running");
    assertThat(json.number("recipients.accepted")).isEqualTo(12);
    assertThat(json.text("links.1.url")).isEqualTo("b");
    assertThat(json.number("missing")).isZero();
    assertThat(json.text("missing")).isEmpty();
  }
}
