package dev.waypost.bench.intake;

import dev.waypost.bench.load.People;
import dev.waypost.bench.node.SenderApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Submits batch after batch, each of a campaign and a crowd of its own. */
final class Batches {
  private static final String CAMPAIGN =
      """
      {"from": {"name": "Acme", "email": "news@acme.example"}, "subject": "Hello {{name}}",
       "html": "<p>Hello {{name}} in {{city}}, <a href=\\"https://acme.example/?plan={{plan}}\\">look</a></p>"}
      """;

  private final Path folder;
  private final SenderApi api;
  private int submitted;

  Batches(Path folder, SenderApi api) {
    this.folder = folder;
    this.api = api;
  }

  /** The rows are in a file before the clock starts. */
  SenderApi.Stored submit(int rows) throws IOException, InterruptedException {
    var crowd = "b" + submitted++;
    var file = People.write(folder.resolve(crowd + ".ndjson"), crowd, rows);
    api.putCampaign(crowd, CAMPAIGN);
    try {
      return api.submit(crowd, file);
    } finally {
      Files.delete(file);
    }
  }
}
