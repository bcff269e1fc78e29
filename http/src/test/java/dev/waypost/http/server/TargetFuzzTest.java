package dev.waypost.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.http.problem.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Request targets of any text; CONTRIBUTING says how to run this for long. */
class TargetFuzzTest {
  @FuzzTest
  void target_ofAnyText_isReadOrRefusedAndNamesOnePlaceOnly(byte[] bytes) {
    var raw = new String(bytes, StandardCharsets.UTF_8);
    assertThat(Printable.of(raw)).matches("[ -~]*").hasSizeLessThanOrEqualTo(3_003);
    try {
      var target = Target.of(raw);
      var path = target.path();

      assertThat(path).hasSameSizeAs(target.rawPath()).isNotEmpty();
      var again =
          path.stream()
              .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
              .collect(Collectors.joining("/", "/", ""));
      assertThat(Target.of(again).path()).isEqualTo(path);
      for (var name : target.rawParameters().keySet()) {
        assertThat(target.parameter(name)).isPresent();
        assertThat(target.literalParameter(name)).isPresent();
      }
      target.allowParameters(Set.of("limit"));
    } catch (Refusal refusal) {
      assertThat(refusal.problem().status()).isIn(400, 422);
    }
  }
}
