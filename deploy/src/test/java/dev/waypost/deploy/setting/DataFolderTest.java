package dev.waypost.deploy.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir Path parent;

  @Test
  void open_newFolder_isForItsOwnerOnly() throws IOException {
    var path = parent.resolve("a/b");

    try (var folder = DataFolder.open(path)) {
      folder.secret(DataFolder.API_KEY, FreshKeys::apiKey);
    }

    assertThat(permissions(path)).isEqualTo("rwx------");
    assertThat(permissions(path.resolve(DataFolder.API_KEY))).isEqualTo("rw-------");
  }

  @Test
  void open_whileOpen_isBusy() {
    try (var first = DataFolder.open(parent)) {
      assertThatThrownBy(() -> DataFolder.open(first.path()))
          .isInstanceOfSatisfying(Trouble.class, t -> assertThat(t.exit()).isEqualTo(Exit.BUSY));
    }
    DataFolder.open(parent).close();
  }

  @Test
  void secret_secondTime_isTheSame() {
    try (var folder = DataFolder.open(parent)) {
      var first = folder.secret(DataFolder.API_KEY, FreshKeys::apiKey);
      var second = folder.secret(DataFolder.API_KEY, FreshKeys::apiKey);

      assertThat(first).isInstanceOf(DataFolder.Kept.Generated.class);
      assertThat(second).isEqualTo(new DataFolder.Kept.Found(first.secret()));
      assertThat(first.secret().text()).matches("wp_[A-Za-z0-9_-]{32}");
    }
  }

  @Test
  void open_onAFile_isRefused() throws IOException {
    var file = Files.writeString(parent.resolve("file"), "x");

    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOfSatisfying(
            Trouble.class, t -> assertThat(t.exit()).isEqualTo(Exit.CONFIGURATION));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
