package dev.waypost.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.NodeCommand;
import dev.waypost.bench.stage.Scale;
import dev.waypost.bench.stage.ServerAddress;
import dev.waypost.bench.stage.Stage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresServerTest {
  @TempDir Path folder;

  @Test
  void server_thatForgets_isRefused() throws IOException {
    try (var forgetful = EmbeddedPostgres.start()) {
      var url = "jdbc:postgresql://localhost:" + forgetful.getPort() + "/postgres";
      var stage = stage(Optional.of(new ServerAddress(url, "postgres", "postgres")));

      assertThatThrownBy(() -> PostgresServer.of(stage))
          .isInstanceOf(BenchFailure.class)
          .hasMessageContaining("fsync = off");
    }
  }

  @Test
  void server_ofASuite_keepsWhatItIsTold_andCopiesDatabases() throws IOException {
    try (var server = PostgresServer.of(stage(Optional.empty()))) {
      assertThat(server.settings())
          .containsEntry("fsync", "on")
          .containsEntry("synchronous_commit", "on")
          .containsEntry("full_page_writes", "on")
          .containsEntry("started by", "the suite");

      var model = server.database("model");
      model.execute("CREATE TABLE thing (n bigint PRIMARY KEY)");
      model.execute("INSERT INTO thing SELECT generate_series(1, 1000)");
      var copy = server.copyOf(model, "copy");

      assertThat(copy.number("SELECT count(*) FROM thing")).isEqualTo(1_000);
      assertThat(copy.sizes().get("thing")).isGreaterThan(8_192L);
      server.drop(copy);
      assertThatThrownBy(() -> copy.number("SELECT 1")).isInstanceOf(BenchFailure.class);
    }
  }

  private Stage stage(Optional<ServerAddress> address) {
    return new Stage(
        new Scale(Scale.Pace.QUICK, OptionalInt.empty()),
        folder,
        new NodeCommand("java", List.of(), "", ""),
        address,
        line -> {});
  }
}
