package dev.waypost.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFolderTest {
  @TempDir Path parent;

  @Test
  void lock_onMissingFolder_makesIt() throws StartRefused {
    var folder = parent.resolve("a").resolve("b");
    try (var locked = LockedFolder.lock(folder)) {
      assertThat(locked.path()).isDirectory().isEqualTo(folder);
    }
  }

  @Test
  void lock_heldElsewhere_isRefusedAndSaysWhatToDo() throws StartRefused {
    try (var locked = LockedFolder.lock(parent)) {
      assertThatThrownBy(() -> LockedFolder.lock(locked.path()))
          .isInstanceOf(StartRefused.DataFolderBusy.class)
          .hasMessageContaining(parent.toString())
          .hasMessageContaining("(" + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("WAYPOST_DATA");
    }
  }

  @Test
  void lock_afterClose_isFree() throws StartRefused {
    LockedFolder.lock(parent).close();
    LockedFolder.lock(parent).close();
  }

  @Test
  void lock_whereAFileStands_isRefused() throws IOException {
    var file = Files.writeString(parent.resolve("file"), "x");

    assertThatThrownBy(() -> LockedFolder.lock(file))
        .isInstanceOf(StartRefused.DataFolderUnusable.class)
        .hasMessageContaining(file.toString());
  }
}
