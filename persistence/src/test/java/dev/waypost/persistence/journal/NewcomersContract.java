package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.SqlWork;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipients 0 to 4 have a history, 5 to 9 have none. */
abstract class NewcomersContract {
  private final Dialect dialect;
  private final List<RecipientId> ids = IntStream.range(0, 10).mapToObj(this::recipient).toList();
  @TempDir Path folder;
  private TestDatabase test;
  private JournalSetup setup;
  private Instant now = Samples.AT;
  private CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);
  private Newcomers newcomers;

  NewcomersContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void start() {
    test = TestDatabase.open(dialect, folder);
    setup = JournalContract.setupOn(test.database());
    for (var id : ids.subList(0, 5)) {
      var event = setup.encode(1, 0, Samples.delivered());
      await(setup.appends().append(id.persistenceId(), List.of(event)));
    }
    newcomers = new Newcomers(new Gated(), setup.appends(), JournalContract.SETTINGS, () -> now);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private RecipientId recipient(int n) {
    return new RecipientId(SenderId.DEFAULT, new RecipientKey(n * 0x9E3779B97F4A7C15L, (short) n));
  }

  /** Answers on the thread that asks, or when the gate opens. */
  private final class Gated implements ReadableDatabase {
    @Override
    public <T> CompletionStage<T> read(SqlWork<T> work) {
      var answer = await(test.database().read(work));
      return gate.thenApply(open -> answer);
    }

    @Override
    public void close() {}
  }

  private List<Integer> known() {
    return IntStream.range(0, 10)
        .filter(n -> newcomers.take(ids.get(n).persistenceId()))
        .boxed()
        .toList();
  }

  @Test
  void announced_withoutAHistory_areKnownForOneRecovery() {
    newcomers.expect(ids);

    assertThat(known()).containsExactly(5, 6, 7, 8, 9);
    assertThat(known()).isEmpty();
  }

  @Test
  void announced_longAgo_areNotKnown() {
    newcomers.expect(ids);
    now = now.plus(JournalContract.SETTINGS.handoverLife());

    assertThat(known()).isEmpty();
  }

  @Test
  void announced_whoWrite_areNotKnownWheneverThatIs() {
    newcomers.expect(ids);
    newcomers.drop(ids.get(6).persistenceId());
    assertThat(known()).containsExactly(5, 7, 8, 9);

    gate = new CompletableFuture<>();
    newcomers.expect(ids);
    newcomers.drop(ids.get(7).persistenceId());
    gate.complete(true);
    assertThat(known()).containsExactly(5, 6, 8, 9);
  }

  @Test
  void announced_whileTheyWrite_areNotKnownAfterwards() throws Exception {
    var isWriterBusy = new CountDownLatch(1);
    var mayWrite = new CountDownLatch(1);
    var busy =
        test.database()
            .write(
                Lane.JOURNAL,
                session -> {
                  isWriterBusy.countDown();
                  return uninterrupted(mayWrite);
                });
    isWriterBusy.await();
    var event = setup.encode(1, 0, Samples.delivered());
    var append = setup.appends().append(ids.get(6).persistenceId(), List.of(event));

    newcomers.expect(ids);
    mayWrite.countDown();
    await(busy);
    await(append);

    assertThat(known()).containsExactly(5, 7, 8, 9);
  }

  private static boolean uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void announcements_beyondTheBound_areDropped() {
    gate = new CompletableFuture<>();
    for (var i = 0; i < 16; i++) {
      newcomers.expect(ids.subList(0, 9));
    }
    newcomers.expect(ids);
    gate.complete(true);

    assertThat(known()).containsExactly(5, 6, 7, 8);
    newcomers.expect(ids);
    assertThat(known()).containsExactly(5, 6, 7, 8, 9);
  }
}
