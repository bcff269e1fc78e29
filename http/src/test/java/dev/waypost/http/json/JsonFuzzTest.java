package dev.waypost.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.http.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Bodies of any bytes; CONTRIBUTING says how to run this for longer than its seeds. */
class JsonFuzzTest {
  private static void check(byte[] body, Consumer<byte[]> reader) {
    try {
      reader.accept(body);
    } catch (Refusal refusal) {
      var problem = refusal.problem();
      assertThat(problem.status()).isIn(400, 413, 422);
      var written = ProblemJson.write(problem, "reason");
      assertThat(Json.parse(written).get("detail").textValue()).isEqualTo(problem.detail());
      assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain("\n", "\r", "\u0000");
    }
  }

  @FuzzTest
  void campaign_ofAnyBytes_isReadOrRefusedWithAProblem(byte[] body) {
    check(
        body,
        bytes -> {
          var read = CampaignReader.read(bytes);
          assertThat(read.content().subject()).isNotBlank().doesNotContain("\r", "\n");
          assertThat(read.content().fromName().orElse("")).doesNotContain("\r", "\n");
          assertThat(CampaignReader.read(bytes)).isEqualTo(read);
        });
  }

  @FuzzTest
  void action_ofAnyBytes_isReadOrRefusedWithAProblem(byte[] body) {
    check(body, ActionReader::readLaunch);
    check(body, ActionReader::readResolution);
    check(body, ActionReader::readNothing);
  }

  @FuzzTest
  void rows_ofAnyBytes_areReadOrRefusedWithAProblem(byte[] body) {
    check(
        body,
        bytes -> {
          var lines = RowsReader.read(bytes, 4_096, 100);
          assertThat(RowsReader.read(bytes, 4_096, 100)).isEqualTo(lines);
          assertThat(lines).hasSizeLessThanOrEqualTo(101);
          for (var i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i).line()).isEqualTo(i + 1);
          }
        });
  }
}
