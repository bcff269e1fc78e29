package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.recipient.Suppression.Reason;
import dev.waypost.engine.roster.ImportLines.ImportId;
import dev.waypost.engine.roster.ImportLines.NotedLine;
import dev.waypost.engine.roster.ImportLines.Repeated;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class ImportLinesContract {
  private static final ImportId IMPORT = new ImportId(new Incarnation(3), 1);

  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;
  private SqlImportLines lines;

  ImportLinesContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
    lines = new SqlImportLines(database.database());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static NotedLine line(int number, String email, Reason reason) {
    var address = SampleRows.address(email);
    return new NotedLine(number, SampleRows.PSEUDONYMS.recipient(address), address, reason);
  }

  private Map<Integer, Repeated> note(ImportId of, NotedLine... noted) {
    return await(lines.note(SampleRows.SENDER, of, List.of(noted)));
  }

  private long count(String table) {
    return await(
        database
            .database()
            .read(
                session ->
                    Query.of(session, "SELECT count(*) FROM " + table)
                        .first(row -> row.getLong(1))
                        .orElseThrow()));
  }

  @Test
  void note_addressAndReasonOfAnEarlierLine_isRepeated() {
    var ann = line(2, "ann@example.com", Reason.MANUAL);

    assertThat(note(IMPORT, ann, line(3, "ANN@example.com", Reason.MANUAL)))
        .isEqualTo(Map.of(3, new Repeated(1, 2)));
    assertThat(
            note(
                IMPORT,
                line(4, "ann@example.com", Reason.BOUNCED),
                line(5, "ann@example.com", Reason.MANUAL),
                line(5, "ann@example.com", Reason.BOUNCED)))
        .isEqualTo(Map.of(5, new Repeated(2, 4)));
    assertThat(count("person")).isEqualTo(1);
  }

  @Test
  void note_onceMore_isTheSame() {
    var ann = line(2, "ann@example.com", Reason.MANUAL);
    note(IMPORT, ann);

    assertThat(note(IMPORT, ann)).isEmpty();
    assertThat(note(new ImportId(new Incarnation(3), 2), ann)).isEmpty();
  }

  @Test
  void forget_anImport_leavesTheOthersAndThePersons() {
    var other = new ImportId(new Incarnation(3), 2);
    var many =
        IntStream.range(0, 12_000)
            .mapToObj(i -> line(i + 1, "p" + i + "@example.com", Reason.MANUAL))
            .toArray(NotedLine[]::new);
    note(IMPORT, many);
    note(other, line(1, "ann@example.com", Reason.MANUAL));

    await(lines.forget(IMPORT));

    assertThat(count("import_line")).isEqualTo(1);
    assertThat(count("person")).isEqualTo(12_001);
  }

  @Test
  void forgetDead_leavesTheLivingOnes() {
    note(IMPORT, line(1, "ann@example.com", Reason.MANUAL));
    note(new ImportId(new Incarnation(4), 1), line(1, "ann@example.com", Reason.MANUAL));

    await(lines.forgetDead(new Incarnation(4)));

    assertThat(count("import_line")).isEqualTo(1);
    assertThat(note(new ImportId(new Incarnation(4), 1), line(2, "ann@example.com", Reason.MANUAL)))
        .isEqualTo(Map.of(2, new Repeated(1, 1)));
  }

  @Test
  void remember_aPerson_hasTheNewestSpelling() {
    var address = SampleRows.address("Ann@example.com");
    var key = SampleRows.PSEUDONYMS.recipient(address);
    await(lines.remember(SampleRows.SENDER, key, SampleRows.address("ann@example.com")));
    await(lines.remember(SampleRows.SENDER, key, address));

    List<String> emails =
        await(
            database
                .database()
                .read(
                    session ->
                        Query.of(session, "SELECT email FROM person")
                            .list(row -> row.getString(1))));
    assertThat(emails).containsExactly("Ann@example.com");
  }
}
