package dev.waypost.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.LayeredSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditsTest {
  @TempDir Path folder;

  @Test
  void recount_withoutADatabase_saysWhereToLookAndMakesNone() {
    for (var absent : List.of(folder, folder.resolve("none"))) {
      var settings =
          LayeredSettings.load(Map.of("WAYPOST_DATA", absent.toString()), Optional.empty()).node();

      assertThatThrownBy(() -> Audits.recount(settings))
          .isInstanceOfSatisfying(
              Trouble.class,
              trouble -> {
                assertThat(trouble.exit()).isEqualTo(Exit.CONFIGURATION);
                assertThat(trouble.what()).startsWith("there is no waypost.db in " + absent + ",");
                assertThat(trouble.remedy()).contains("WAYPOST_DATA").doesNotContain("backup");
              });
    }
    assertThat(folder).isEmptyDirectory();
  }
}
