package dev.waypost.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Engine;
import dev.waypost.engine.SuppressionImport.Entry;
import dev.waypost.engine.SuppressionImport.Imported;
import dev.waypost.engine.SuppressionImport.Line;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.recipient.Suppression.Reason;
import dev.waypost.engine.roster.ImportLines;
import dev.waypost.engine.roster.RowFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuppressionIntakeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[Pseudonyms.SALT_BYTES_MIN]);
  private static final ImportLines.ImportId ID = new ImportLines.ImportId(new Incarnation(1), 1);

  private final Memory memory = new Memory();
  private final Map<RecipientKey, List<Suppression>> bound = new LinkedHashMap<>();
  private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private boolean isSlow;

  private SuppressionIntake intake() {
    return new SuppressionIntake(
        SenderId.DEFAULT,
        ID,
        memory,
        PSEUDONYMS,
        this::bind,
        InstantSource.fixed(NOW.plusNanos(456)),
        3);
  }

  private CompletionStage<Void> bind(RecipientId recipient, List<Suppression> suppressions) {
    assertThat(memory.persons).contains(recipient.key());
    bound.computeIfAbsent(recipient.key(), key -> new ArrayList<>()).addAll(suppressions);
    if (!isSlow) {
      return CompletableFuture.completedStage(null);
    }
    waiting.add(new CompletableFuture<>());
    return waiting.getLast();
  }

  private static EmailAddress person(String name) {
    return new EmailAddress(name, "example.com");
  }

  private static Line line(int number, String name, Entry... entries) {
    return new Line.Good(number, person(name), List.of(entries));
  }

  private static Entry entry(Reason reason, Instant since) {
    return new Entry(reason, Optional.of(since), Optional.empty());
  }

  private static Line bad(int number) {
    return new Line.Bad(new RowFault(number, "address", Optional.empty(), "no"));
  }

  private List<Suppression> of(String name) {
    return bound.getOrDefault(PSEUDONYMS.recipient(person(name)), List.of());
  }

  private static <T> T done(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isCompleted();
    return stage.toCompletableFuture().getNow(null);
  }

  @Test
  void offer_plainAddress_isManualFromNowOn() {
    done(intake().offer(List.of(line(1, "ann"))));

    assertThat(of("ann")).containsExactly(new Suppression(Reason.MANUAL, NOW, Optional.empty()));
  }

  @Test
  void offer_dates_areKeptAndNeverInTimesToCome() {
    var before = NOW.minusSeconds(9);
    done(
        intake()
            .offer(
                List.of(
                    line(1, "ann", entry(Reason.BOUNCED, before)),
                    line(2, "bob", entry(Reason.BOUNCED, NOW.plusSeconds(9))))));

    assertThat(of("ann")).extracting(Suppression::since).containsExactly(before);
    assertThat(of("bob")).extracting(Suppression::since).containsExactly(NOW);
  }

  @Test
  void complete_countsEachLineOnce() {
    var intake = intake();
    done(
        intake.offer(
            List.of(
                line(1, "ann"),
                bad(2),
                line(3, "ANN"),
                line(4, "ann", entry(Reason.BOUNCED, NOW)),
                line(5, "ann", entry(Reason.BOUNCED, NOW), entry(Reason.COMPLAINED, NOW)))));
    done(
        intake.offer(
            List.of(
                line(6, "ann", entry(Reason.COMPLAINED, NOW), entry(Reason.MANUAL, NOW)),
                line(7, "bob"))));

    var imported = done(intake.complete());

    assertThat(imported)
        .extracting(Imported::accepted, Imported::duplicates, Imported::rejected)
        .containsExactly(4, 2, 1);
    assertThat(imported.faults())
        .extracting(f -> f.line() + " " + f.code())
        .containsExactly("2 address", "3 duplicate", "6 duplicate");
    assertThat(memory.forgotten).containsExactly(ID);
    assertThat(of("ann")).hasSize(7);
  }

  @Test
  void faults_beyondAHundred_areCountedAndNotShown() {
    var intake = intake();
    done(intake.offer(IntStream.rangeClosed(1, 250).mapToObj(SuppressionIntakeTest::bad).toList()));

    var imported = done(intake.complete());

    assertThat(imported.rejected()).isEqualTo(250);
    assertThat(imported.faults()).hasSize(100);
  }

  @Test
  void offer_manyAddresses_asksSoManyAtATime() {
    isSlow = true;
    var offer =
        intake()
            .offer(IntStream.rangeClosed(1, 7).mapToObj(i -> line(i, "p" + i)).toList())
            .toCompletableFuture();

    var asked = new ArrayList<Integer>();
    while (!waiting.isEmpty()) {
      asked.add(waiting.size());
      assertThat(offer).isNotDone();
      var some = List.copyOf(waiting);
      waiting.clear();
      some.forEach(answer -> answer.complete(null));
    }

    assertThat(asked).containsExactly(3, 3, 1);
    assertThat(offer).isCompleted();
  }

  @Test
  void offer_recipientThatDoesNotAnswer_failsAndIsNotCounted() {
    isSlow = true;
    var intake = intake();
    var offer = intake.offer(List.of(line(1, "ann"), line(2, "bob"))).toCompletableFuture();
    waiting.getFirst().complete(null);
    waiting.getLast().completeExceptionally(new Engine.Unavailable("no answer"));

    assertThat(offer).isCompletedExceptionally();
    assertThat(done(intake.complete()).accepted()).isZero();
  }

  /** As the tables do it. */
  private static final class Memory implements ImportLines {
    private record Key(RecipientKey recipient, Reason reason) {}

    private final Map<Key, Integer> first = new HashMap<>();
    private final Set<RecipientKey> persons = new HashSet<>();
    private final List<ImportId> forgotten = new ArrayList<>();

    @Override
    public CompletionStage<Map<Integer, Repeated>> note(
        SenderId sender, ImportId of, List<NotedLine> lines) {
      var repeated = new HashMap<Integer, Repeated>();
      for (var line : lines) {
        persons.add(line.recipient());
        var before = first.putIfAbsent(new Key(line.recipient(), line.reason()), line.line());
        if (before != null && before != line.line()) {
          repeated.merge(
              line.line(),
              new Repeated(1, before),
              (a, b) -> new Repeated(a.reasons() + b.reasons(), b.earlierLine()));
        }
      }
      return CompletableFuture.completedStage(repeated);
    }

    @Override
    public CompletionStage<Void> remember(
        SenderId sender, RecipientKey recipient, EmailAddress email) {
      persons.add(recipient);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> forget(ImportId over) {
      forgotten.add(over);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> forgetDead(Incarnation living) {
      return CompletableFuture.completedStage(null);
    }
  }
}
