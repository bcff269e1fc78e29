package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static dev.waypost.persistence.store.SampleRows.AUTUMN;
import static dev.waypost.persistence.store.SampleRows.PSEUDONYMS;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.address;
import static dev.waypost.persistence.store.SampleRows.batch;
import static dev.waypost.persistence.store.SampleRows.page;
import static dev.waypost.persistence.store.SampleRows.row;
import static dev.waypost.persistence.store.SampleRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.MailingOrder.Claim;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Batches.Opening;
import dev.waypost.engine.roster.Batches.Place;
import dev.waypost.engine.roster.Batches.Slice;
import dev.waypost.engine.roster.PageRows;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowIndex;
import dev.waypost.engine.roster.RowRef;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.engine.roster.TestPlan;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.Rows;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every place for batches and rows does. */
interface BatchesContract {
  /** The ports of one place. */
  record Store(Batches batches, PageRows pages, Rows rows, RowIndex index) {}

  Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  Incarnation LIVING = new Incarnation(7);
  Incarnation DEAD = new Incarnation(6);
  BatchId FIRST = batch("first");
  BatchId SECOND = batch("second");
  BatchId TESTS = new BatchId("test--AAAAAAAAAA");
  TestPlan PLAN = new TestPlan(new LinkTableId(7), WhenInDoubt.RETRY);
  String DIGEST = "d1";
  Optional<String> NO_KEY = Optional.empty();
  String ANN = "ann@x.example";
  Optional<String> KEY = Optional.of("key-1");

  Store store();

  /** How many persons are known. */
  long persons();

  /** How a person's address is written. */
  Optional<String> spelling(RecipientKey recipient);

  private Batches batches() {
    return store().batches();
  }

  private void begin(BatchId batch, CampaignId campaign) {
    assertThat(await(batches().open(batch, campaign, NO_KEY, LIVING, NOW)))
        .isInstanceOf(Opening.Begun.class);
  }

  private void add(BatchId batch, int page, List<StoredRow> rows) {
    await(batches().addPage(page(batch, page), rows));
  }

  private void complete(BatchId batch, int pages) {
    await(batches().complete(SENDER, batch, DIGEST, pages));
  }

  private void seal(BatchId batch, int page) {
    await(batches().sealPage(page(batch, page)));
  }

  private void storeWhole(BatchId batch, CampaignId campaign, List<StoredRow> rows) {
    begin(batch, campaign);
    add(batch, 0, rows);
    complete(batch, 1);
    seal(batch, 0);
    await(batches().store(SENDER, batch));
  }

  private Batch found(BatchId batch) {
    return await(batches().find(SENDER, batch)).orElseThrow();
  }

  private List<Batch> all(CampaignId campaign) {
    return await(batches().ofCampaign(campaign, Optional.empty(), 100)).batches();
  }

  private List<RowRef> refs(BatchId batch, int page) {
    return await(store().pages().load(page(batch, page))).rows();
  }

  private List<RowFault> faults(BatchId batch) {
    return await(batches().faults(SENDER, batch, 0, 100));
  }

  @Test
  default void open_withoutKey_begins() {
    var opening = await(batches().open(FIRST, SPRING, NO_KEY, LIVING, NOW));

    assertThat(opening).isEqualTo(new Opening.Begun(found(FIRST)));
    assertThat(found(FIRST))
        .isEqualTo(
            new Batch(
                FIRST,
                SPRING,
                Batch.State.RECEIVING,
                Optional.of(LIVING),
                NO_KEY,
                Optional.empty(),
                0,
                0,
                0,
                0,
                NOW));
  }

  @Test
  default void openTest_whole_isFoundByItsIdAndInNoList() {
    var opening = await(batches().openTest(TESTS, SPRING, PLAN, KEY, LIVING, NOW));
    assertThat(opening).isEqualTo(new Opening.Begun(found(TESTS)));
    add(TESTS, 0, rows(SPRING, 1, "a", "b"));
    complete(TESTS, 1);
    seal(TESTS, 0);
    await(batches().store(SENDER, TESTS));

    var content = await(store().pages().load(page(TESTS, 0)));
    assertThat(content.test()).contains(PLAN);
    assertThat(content.rows()).hasSize(2);
    assertThat(found(TESTS).accepted()).isEqualTo(2);
    assertThat(all(SPRING)).isEmpty();
    assertThat(await(batches().openTest(TESTS, SPRING, PLAN, KEY, LIVING, NOW)))
        .isInstanceOf(Opening.Begun.class);
    assertThat(await(batches().open(FIRST, SPRING, KEY, LIVING, NOW)))
        .isEqualTo(new Opening.Known(found(TESTS)));
    assertThat(persons()).isEqualTo(2);
  }

  @Test
  default void openTest_rows_claimNoIdsAndNobodyFindsThem() {
    await(batches().openTest(TESTS, SPRING, PLAN, NO_KEY, LIVING, NOW));
    add(TESTS, 0, rows(SPRING, 1, "a", "b"));
    complete(TESTS, 1);
    seal(TESTS, 0);
    await(batches().store(SENDER, TESTS));
    var a = rows(SPRING, 1, "a").getFirst();
    assertThat(await(store().index().byId(SPRING, a.row()))).isEmpty();
    assertThat(await(store().index().byRecipient(SPRING, a.recipient()))).isEmpty();

    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a", "b"));

    assertThat(refs(FIRST, 0)).allMatch(ref -> ref.claim() == MailingOrder.Claim.OWNED);
    assertThat(await(store().index().byRecipient(SPRING, a.recipient())))
        .containsExactly(new Origin(FIRST, 0, 1));
    assertThat(await(store().pages().load(page(FIRST, 0))).test()).isEmpty();
  }

  @Test
  default void openTest_idsRepeatedOverPages_areDroppedAndReported() {
    await(batches().openTest(TESTS, SPRING, PLAN, NO_KEY, LIVING, NOW));
    add(TESTS, 0, rows(SPRING, 1, "a", "b", "a"));
    add(TESTS, 1, rows(SPRING, 4, "b", "c", "a"));
    complete(TESTS, 2);

    for (var repetition = 0; repetition < 2; repetition++) {
      seal(TESTS, 0);
      seal(TESTS, 1);
    }

    assertThat(found(TESTS).accepted()).isEqualTo(3);
    assertThat(found(TESTS).duplicates()).isEqualTo(3);
    assertThat(faults(TESTS))
        .extracting(RowFault::line, RowFault::code, RowFault::detail)
        .containsExactly(
            tuple(3, "duplicate", "id repeats line 1"),
            tuple(4, "duplicate", "id repeats line 2"),
            tuple(6, "duplicate", "id repeats line 1"));
  }

  @Test
  default void open_repeated_beginsTheSameBatch() {
    var first = await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));

    var again = await(batches().open(FIRST, SPRING, KEY, LIVING, NOW.plusSeconds(1)));

    assertThat(again).isEqualTo(first);
  }

  @Test
  default void open_keyOfLivingIntake_givesThatBatch() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));

    var opening = await(batches().open(SECOND, SPRING, KEY, LIVING, NOW));

    assertThat(opening).isEqualTo(new Opening.Known(found(FIRST)));
    assertThat(await(batches().find(SENDER, SECOND))).isEmpty();
  }

  @Test
  default void open_keyOfAnotherCampaign_begins() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));

    assertThat(await(batches().open(SECOND, AUTUMN, KEY, LIVING, NOW)))
        .isInstanceOf(Opening.Begun.class);
  }

  @Test
  default void open_keyOfDeadIntake_dropsItAndBegins() {
    await(batches().open(FIRST, SPRING, KEY, DEAD, NOW));
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));

    var opening = await(batches().open(SECOND, SPRING, KEY, LIVING, NOW));

    assertThat(opening).isEqualTo(new Opening.Begun(found(SECOND)));
    assertThat(found(FIRST).state()).isEqualTo(Batch.State.ABANDONED);
    assertThat(refs(FIRST, 0)).isEmpty();
    assertThat(failure(batches().addPage(page(FIRST, 1), rows(SPRING, 3, "c"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void open_keyOfAbandonedBatch_begins() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));
    await(batches().abandon(SENDER, FIRST));

    assertThat(await(batches().open(SECOND, SPRING, KEY, LIVING, NOW)))
        .isInstanceOf(Opening.Begun.class);
  }

  @Test
  default void open_keyOfSealingBatchOfTheDead_givesThatBatch() {
    await(batches().open(FIRST, SPRING, KEY, DEAD, NOW));
    complete(FIRST, 0);

    assertThat(await(batches().open(SECOND, SPRING, KEY, LIVING, NOW)))
        .isEqualTo(new Opening.Known(found(FIRST)));
    assertThat(await(batches().sealing(10))).containsExactly(found(FIRST));
  }

  @Test
  default void addPage_repeated_replacesThePage() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b", "c"));

    add(FIRST, 0, rows(SPRING, 1, "a", "b"));

    assertThat(found(FIRST).rows()).isEqualTo(2);
    assertThat(found(FIRST).pages()).isEqualTo(1);
  }

  @Test
  default void addPages_someThereAlready_areReplacedAndTheOthersFollow() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b", "c"));
    add(FIRST, 1, rows(SPRING, 4, "d"));

    await(
        batches()
            .addPages(
                page(FIRST, 1),
                List.of(
                    rows(SPRING, 4, "e", "f"),
                    rows(SPRING, 6, "g"),
                    rows(SPRING, 7, "h", "i", "j"))));
    complete(FIRST, 4);
    await(batches().sealPages(page(FIRST, 0), 4));

    assertThat(found(FIRST).rows()).isEqualTo(9);
    assertThat(refs(FIRST, 0)).extracting(RowRef::line).containsExactly(1, 2, 3);
    assertThat(refs(FIRST, 1)).extracting(RowRef::line).containsExactly(4, 5);
    assertThat(refs(FIRST, 2)).extracting(RowRef::line).containsExactly(6);
    assertThat(refs(FIRST, 3)).extracting(RowRef::line).containsExactly(7, 8, 9);
  }

  @Test
  default void addPages_rowsOfAllShapes_areFoundAsTheyWere() {
    begin(FIRST, SPRING);
    var shapes =
        List.of(
            submission(1, Optional.empty(), Optional.empty(), Map.of(), Map.of()),
            submission(2, Optional.of("ő\uD83D\uDE00"), Optional.of(""), Map.of(), Map.of("k", "")),
            submission(
                3,
                Optional.of("c"),
                Optional.of("Ødegård ".repeat(30_000)),
                Map.of("list", List.of(1L, "\"\\", Map.of("x", true))),
                Map.of("order", "7")));
    var first = shapes.stream().map(s -> SampleRows.stored(SPRING, s.line() - 1, s)).toList();
    await(batches().addPages(page(FIRST, 0), List.of(first, rows(SPRING, 4, "d"))));
    complete(FIRST, 2);
    await(batches().sealPages(page(FIRST, 0), 2));

    for (var shape : shapes) {
      var row =
          await(store().rows().find(SENDER, new Origin(FIRST, 0, shape.line()))).orElseThrow();
      assertThat(row.id()).isEqualTo(shape.effectiveId());
      assertThat(row.email()).isEqualTo(shape.email());
      assertThat(row.name()).isEqualTo(shape.name());
      assertThat(row.metadata()).isEqualTo(shape.metadata());
      assertThat(row.fields().keySet()).isEqualTo(shape.data().keySet());
    }
  }

  private static RowSubmission submission(
      int line,
      Optional<String> id,
      Optional<String> name,
      Map<String, Object> data,
      Map<String, String> metadata) {
    return new RowSubmission(
        line, id, address("person" + line + "@x.example"), name, data, metadata, 100);
  }

  @Test
  default void addPages_knownPersonAmongNewOnes_getsItsNewestSpelling() {
    begin(FIRST, SPRING);
    add(FIRST, 0, List.of(row(SPRING, 0, 1, "a", ANN), row(SPRING, 1, 2, "b", "bob@x.example")));

    await(
        batches()
            .addPages(
                page(FIRST, 1),
                List.of(
                    List.of(row(SPRING, 0, 3, "c", "cid@x.example")),
                    List.of(
                        row(SPRING, 0, 4, "d", "ANN@x.example"),
                        row(SPRING, 1, 5, "e", "Dan@x.example"),
                        row(SPRING, 2, 6, "f", "dan@x.example")))));

    assertThat(persons()).isEqualTo(4);
    assertThat(spelling(ANN)).contains("ANN@x.example");
    assertThat(spelling("dan@x.example")).contains("dan@x.example");
    assertThat(spelling("cid@x.example")).contains("cid@x.example");
  }

  private Optional<String> spelling(String email) {
    return spelling(SampleRows.PSEUDONYMS.recipient(address(email)));
  }

  @Test
  default void addPage_ofCompleteBatch_isRefused() {
    begin(FIRST, SPRING);
    complete(FIRST, 0);

    assertThat(failure(batches().addPage(page(FIRST, 0), rows(SPRING, 1, "a"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SEALING");
  }

  @Test
  default void load_beforeTheBatchIsComplete_givesTheCampaignAndNoRows() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));

    var content = await(store().pages().load(page(FIRST, 0)));

    assertThat(content.campaign()).isEqualTo(SPRING);
    assertThat(content.rows()).isEmpty();
  }

  @Test
  default void addFaults_repeated_countsThemOnce() {
    begin(FIRST, SPRING);
    var faults =
        List.of(
            new RowFault(7, "address", Optional.empty(), "email: no domain"),
            new RowFault(9, "id", Optional.of("c-17"), "id: too long"));

    await(batches().addFaults(SENDER, FIRST, faults));
    await(batches().addFaults(SENDER, FIRST, faults));

    assertThat(found(FIRST).rejected()).isEqualTo(2);
    assertThat(faults(FIRST)).isEqualTo(faults);
    assertThat(await(batches().faults(SENDER, FIRST, 7, 100))).containsExactly(faults.get(1));
    assertThat(await(batches().faults(SENDER, FIRST, 0, 1))).containsExactly(faults.get(0));
  }

  @Test
  default void complete_withOtherPages_isRefused() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));

    assertThat(failure(batches().complete(SENDER, FIRST, DIGEST, 2)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(found(FIRST).state()).isEqualTo(Batch.State.RECEIVING);
  }

  @Test
  default void complete_repeated_changesNothing() {
    begin(FIRST, SPRING);
    complete(FIRST, 0);

    complete(FIRST, 0);

    assertThat(found(FIRST).state()).isEqualTo(Batch.State.SEALING);
    assertThat(failure(batches().complete(SENDER, FIRST, "other", 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void sealPage_idRepeatedInPage_firstLineWins() {
    begin(FIRST, SPRING);
    add(
        FIRST,
        0,
        List.of(
            row(SPRING, 0, 3, "a", "ann@example.com"),
            row(SPRING, 1, 4, "b", "bea@example.com"),
            row(SPRING, 2, 9, "a", "other@example.com")));
    complete(FIRST, 1);

    seal(FIRST, 0);

    assertThat(refs(FIRST, 0)).extracting(RowRef::line).containsExactly(3, 4);
    assertThat(refs(FIRST, 0)).extracting(RowRef::claim).containsOnly(Claim.OWNED);
    assertThat(found(FIRST).duplicates()).isEqualTo(1);
    assertThat(found(FIRST).accepted()).isEqualTo(2);
    assertThat(faults(FIRST))
        .containsExactly(new RowFault(9, "duplicate", Optional.of("a"), "id repeats line 3"));
  }

  @Test
  default void sealPage_idRepeatedOnLaterPage_firstPageWins() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    add(FIRST, 1, rows(SPRING, 3, "c", "a"));
    complete(FIRST, 2);

    seal(FIRST, 0);
    seal(FIRST, 1);

    assertThat(refs(FIRST, 0)).extracting(RowRef::position).containsExactly(0, 1);
    assertThat(refs(FIRST, 1)).extracting(RowRef::line).containsExactly(3);
    assertThat(faults(FIRST)).extracting(RowFault::line).containsExactly(4);
    assertThat(found(FIRST).duplicates()).isEqualTo(1);
  }

  @Test
  default void sealPage_addressRepeatedWithoutId_namesNoAddress() {
    begin(FIRST, SPRING);
    var anonymous =
        new RowSubmission(
            2,
            Optional.empty(),
            address("Ann@example.com"),
            Optional.empty(),
            Map.of(),
            Map.of(),
            20);
    add(
        FIRST,
        0,
        List.of(
            row(SPRING, 0, 1, "ann@example.com", "ann@example.com"),
            SampleRows.stored(SPRING, 1, anonymous)));
    complete(FIRST, 1);

    seal(FIRST, 0);

    assertThat(faults(FIRST))
        .containsExactly(new RowFault(2, "duplicate", Optional.empty(), "address repeats line 1"));
  }

  @Test
  default void sealPage_repeated_changesNothing() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "a", "b"));
    complete(FIRST, 1);
    seal(FIRST, 0);
    var before = found(FIRST);
    var refs = refs(FIRST, 0);

    seal(FIRST, 0);
    await(batches().store(SENDER, FIRST));
    seal(FIRST, 0);

    assertThat(refs(FIRST, 0)).isEqualTo(refs);
    assertThat(found(FIRST).duplicates()).isEqualTo(before.duplicates()).isEqualTo(1);
    assertThat(faults(FIRST)).hasSize(1);
  }

  @Test
  default void sealPage_beforeThePageInFront_isRefused() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));
    add(FIRST, 1, rows(SPRING, 2, "b"));
    complete(FIRST, 2);

    assertThat(failure(batches().sealPage(page(FIRST, 1))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void sealPages_repeatedAndLostIdsOnSeveralPages_areSettledAsPageByPage() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "old", "older"));
    begin(SECOND, SPRING);
    await(
        batches()
            .addPages(
                page(SECOND, 0),
                List.of(
                    rows(SPRING, 1, "a", "b"),
                    rows(SPRING, 3, "c", "d"),
                    rows(SPRING, 5, "b", "old", "e", "e"),
                    rows(SPRING, 9, "old", "older", "f"))));
    complete(SECOND, 4);

    await(batches().sealPages(page(SECOND, 0), 4));

    assertThat(refs(SECOND, 1)).extracting(RowRef::claim).containsOnly(Claim.OWNED);
    assertThat(refs(SECOND, 2)).extracting(RowRef::line).containsExactly(6, 7);
    assertThat(refs(SECOND, 2)).extracting(RowRef::claim).containsExactly(Claim.LOST, Claim.OWNED);
    assertThat(refs(SECOND, 3)).extracting(RowRef::line).containsExactly(10, 11);
    assertThat(refs(SECOND, 3)).extracting(RowRef::claim).containsExactly(Claim.LOST, Claim.OWNED);
    assertThat(faults(SECOND))
        .containsExactly(
            new RowFault(5, "duplicate", Optional.of("b"), "id repeats line 2"),
            new RowFault(8, "duplicate", Optional.of("e"), "id repeats line 7"),
            new RowFault(9, "duplicate", Optional.of("old"), "id repeats line 6"));
    assertThat(found(SECOND).duplicates()).isEqualTo(3);
    assertThat(found(SECOND).accepted()).isEqualTo(8);
  }

  @Test
  default void sealPages_someSealedBefore_sealsTheOthers() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    add(FIRST, 1, rows(SPRING, 3, "b"));
    add(FIRST, 2, rows(SPRING, 4, "c", "a"));
    complete(FIRST, 3);
    seal(FIRST, 0);

    await(batches().sealPages(page(FIRST, 0), 3));
    await(batches().sealPages(page(FIRST, 0), 3));
    await(batches().store(SENDER, FIRST));

    assertThat(faults(FIRST)).extracting(RowFault::line).containsExactly(3, 5);
    assertThat(found(FIRST).accepted()).isEqualTo(3);
  }

  @Test
  default void sealPages_moreThanThereAre_isRefused() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));
    complete(FIRST, 1);

    assertThat(failure(batches().sealPages(page(FIRST, 0), 2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("page 1");
  }

  @Test
  default void sealing_brokenOffInTheMiddle_isBroughtToItsEnd() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    add(FIRST, 1, rows(SPRING, 3, "b", "c"));
    add(FIRST, 2, rows(SPRING, 5, "c", "d"));
    complete(FIRST, 3);
    seal(FIRST, 0);
    seal(FIRST, 1);

    var left = await(batches().sealing(10)).getFirst();
    for (var number = 0; number < left.pages(); number++) {
      seal(left.id(), number);
    }
    await(batches().store(SENDER, FIRST));

    assertThat(found(FIRST).state()).isEqualTo(Batch.State.STORED);
    assertThat(found(FIRST).accepted()).isEqualTo(4);
    assertThat(faults(FIRST)).extracting(RowFault::line).containsExactly(3, 5);
    assertThat(await(batches().sealing(10))).isEmpty();
  }

  @Test
  default void sealPage_idOfEarlierBatch_staysWithItsClaimLost() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a", "b"));

    storeWhole(SECOND, SPRING, rows(SPRING, 1, "b", "c"));

    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.LOST, Claim.OWNED);
    assertThat(found(SECOND).duplicates()).isZero();
    assertThat(found(SECOND).accepted()).isEqualTo(2);
    assertThat(faults(SECOND)).isEmpty();
  }

  @Test
  default void sealPage_idOfEarlierBatchRepeated_isLostOnceAndThenADuplicate() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a"));
    begin(SECOND, SPRING);
    add(SECOND, 0, rows(SPRING, 1, "a", "a", "b"));
    add(SECOND, 1, rows(SPRING, 4, "a", "c"));
    complete(SECOND, 2);

    seal(SECOND, 0);
    seal(SECOND, 1);

    assertThat(refs(SECOND, 0)).extracting(RowRef::line).containsExactly(1, 3);
    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.LOST, Claim.OWNED);
    assertThat(refs(SECOND, 1)).extracting(RowRef::line).containsExactly(5);
    assertThat(found(SECOND).duplicates()).isEqualTo(2);
    assertThat(faults(SECOND))
        .containsExactly(
            new RowFault(2, "duplicate", Optional.of("a"), "id repeats line 1"),
            new RowFault(4, "duplicate", Optional.of("a"), "id repeats line 1"));
  }

  @Test
  default void sealPage_batchesThatOverlapInTime_eachIdHasOneOwner() {
    begin(FIRST, SPRING);
    begin(SECOND, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    add(SECOND, 0, rows(SPRING, 1, "b", "a"));
    add(FIRST, 1, rows(SPRING, 3, "c"));
    add(SECOND, 1, rows(SPRING, 3, "c"));
    complete(SECOND, 2);
    complete(FIRST, 2);

    seal(SECOND, 0);
    seal(FIRST, 0);
    seal(FIRST, 1);
    seal(SECOND, 1);

    assertThat(refs(FIRST, 0)).extracting(RowRef::claim).containsOnly(Claim.LOST);
    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsOnly(Claim.OWNED);
    assertThat(refs(FIRST, 1)).extracting(RowRef::claim).containsOnly(Claim.OWNED);
    assertThat(refs(SECOND, 1)).extracting(RowRef::claim).containsOnly(Claim.LOST);
  }

  @Test
  default void sealPage_sameIdInAnotherCampaign_isAnotherId() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a"));

    storeWhole(SECOND, AUTUMN, rows(SPRING, 1, "a"));

    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.OWNED);
  }

  @Test
  default void load_addressOfAnEarlierRow_isSecondWhateverPageItIsOn() {
    begin(FIRST, SPRING);
    add(FIRST, 0, List.of(row(SPRING, 0, 1, "a", ANN), row(SPRING, 1, 2, "b", ANN)));
    add(FIRST, 1, List.of(row(SPRING, 0, 3, "c", ANN), row(SPRING, 1, 4, "d", "bob@x.example")));
    complete(FIRST, 2);
    seal(FIRST, 0);
    seal(FIRST, 1);
    storeWhole(SECOND, SPRING, List.of(row(SPRING, 0, 1, "e", ANN)));

    assertThat(refs(FIRST, 0)).extracting(RowRef::claim).containsExactly(Claim.OWNED, Claim.SECOND);
    assertThat(refs(FIRST, 1)).extracting(RowRef::claim).containsExactly(Claim.SECOND, Claim.OWNED);
    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.SECOND);
  }

  @Test
  default void load_addressOfARowThatLostItsId_isNoSecond() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a"));

    storeWhole(SECOND, SPRING, List.of(row(SPRING, 0, 1, "a", ANN), row(SPRING, 1, 2, "b", ANN)));

    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.LOST, Claim.OWNED);
  }

  @Test
  default void load_addressInAnotherCampaignOrATestOrAnUnsealedPage_isNoSecond() {
    storeWhole(FIRST, AUTUMN, List.of(row(AUTUMN, 0, 1, "a", ANN)));
    await(batches().openTest(TESTS, SPRING, PLAN, NO_KEY, LIVING, NOW));
    add(TESTS, 0, List.of(row(SPRING, 0, 1, "b", ANN)));
    complete(TESTS, 1);
    seal(TESTS, 0);
    var unsealed = batch("unsealed");
    begin(unsealed, SPRING);
    add(unsealed, 0, List.of(row(SPRING, 0, 1, "c", ANN)));
    complete(unsealed, 1);

    storeWhole(SECOND, SPRING, List.of(row(SPRING, 0, 1, "d", ANN)));

    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.OWNED);
  }

  @Test
  default void store_beforeAllPagesAreSealed_isRefused() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));
    complete(FIRST, 1);

    assertThat(failure(batches().store(SENDER, FIRST))).isInstanceOf(IllegalStateException.class);
    assertThat(found(FIRST).state()).isEqualTo(Batch.State.SEALING);
  }

  @Test
  default void abandon_whileSealing_freesRowsClaimsAndPersons() {
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    add(FIRST, 1, rows(SPRING, 3, "c"));
    complete(FIRST, 2);
    seal(FIRST, 0);

    await(batches().abandon(SENDER, FIRST));
    await(batches().abandon(SENDER, FIRST));
    await(batches().sweep());

    assertThat(found(FIRST).state()).isEqualTo(Batch.State.ABANDONED);
    assertThat(persons()).isZero();
    storeWhole(SECOND, SPRING, rows(SPRING, 1, "a"));
    assertThat(refs(SECOND, 0)).extracting(RowRef::claim).containsExactly(Claim.OWNED);
  }

  @Test
  default void abandon_personOfAnotherBatch_isKept() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a"));
    begin(SECOND, SPRING);
    add(SECOND, 0, rows(SPRING, 1, "a", "b"));

    await(batches().abandon(SENDER, SECOND));
    await(batches().sweep());

    assertThat(persons()).isEqualTo(1);
    assertThat(refs(FIRST, 0)).hasSize(1);
  }

  @Test
  default void abandon_storedBatch_isRefused() {
    storeWhole(FIRST, SPRING, rows(SPRING, 1, "a"));

    assertThat(failure(batches().abandon(SENDER, FIRST))).isInstanceOf(IllegalStateException.class);
    assertThat(refs(FIRST, 0)).hasSize(1);
  }

  @Test
  default void abandon_faults_stayForAWhile() {
    var faults = List.of(new RowFault(2, "address", Optional.of("x"), "email: no domain"));
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a"));
    await(batches().addFaults(SENDER, FIRST, faults));
    storeWhole(SECOND, SPRING, rows(SPRING, 1, "a", "a"));

    await(batches().abandon(SENDER, FIRST));
    await(batches().sweep());
    await(batches().forgetFaults(NOW));

    assertThat(faults(FIRST)).isEqualTo(faults);
    assertThat(found(FIRST).rejected()).isEqualTo(1);
    await(batches().forgetFaults(NOW.plusMillis(1)));
    assertThat(faults(FIRST)).isEmpty();
    assertThat(faults(SECOND)).as("faults of a batch that counts").hasSize(1);
  }

  @Test
  default void leave_whileReceiving_staysReceivingTakesNothingAndKeepsNoPersons() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    var faults = List.of(new RowFault(3, "json", Optional.empty(), "no JSON"));
    await(batches().addFaults(SENDER, FIRST, faults));

    await(batches().leave(SENDER, FIRST));
    await(batches().leave(SENDER, FIRST));
    await(batches().sweep());

    assertThat(found(FIRST).state()).isEqualTo(Batch.State.RECEIVING);
    assertThat(found(FIRST).owner()).isEmpty();
    assertThat(found(FIRST).rows()).as("rows so far").isEqualTo(2);
    assertThat(faults(FIRST)).isEqualTo(faults);
    assertThat(persons()).isZero();
    assertThat(failure(batches().addPage(page(FIRST, 1), rows(SPRING, 4, "c"))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(failure(batches().addFaults(SENDER, FIRST, faults)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(failure(batches().complete(SENDER, FIRST, DIGEST, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void open_keyOfLeftBatch_abandonsItAndBegins() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));
    await(batches().leave(SENDER, FIRST));

    var opening = await(batches().open(SECOND, SPRING, KEY, LIVING, NOW));

    assertThat(opening).isEqualTo(new Opening.Begun(found(SECOND)));
    assertThat(found(FIRST).state()).isEqualTo(Batch.State.ABANDONED);
    assertThat(await(batches().open(batch("third"), SPRING, KEY, LIVING, NOW)))
        .isEqualTo(new Opening.Known(found(SECOND)));
  }

  @Test
  default void leave_ofWholeOrUnknownBatch_changesNothing() {
    await(batches().open(FIRST, SPRING, KEY, LIVING, NOW));
    add(FIRST, 0, rows(SPRING, 1, "a"));
    complete(FIRST, 1);
    var sealing = found(FIRST);

    await(batches().leave(SENDER, FIRST));
    await(batches().leave(new SenderId("other"), FIRST));
    await(batches().leave(SENDER, SECOND));

    assertThat(found(FIRST)).isEqualTo(sealing);
    assertThat(await(batches().find(SENDER, SECOND))).isEmpty();
    seal(FIRST, 0);
    await(batches().store(SENDER, FIRST));
    await(batches().leave(SENDER, FIRST));
    await(batches().sweep());
    assertThat(found(FIRST).state()).isEqualTo(Batch.State.STORED);
    assertThat(refs(FIRST, 0)).hasSize(1);
  }

  @Test
  default void receiving_givesThoseOfTheIncarnationOnly() {
    var left = batch("left");
    var whole = batch("whole");
    begin(FIRST, SPRING);
    begin(left, SPRING);
    begin(whole, SPRING);
    await(batches().open(SECOND, SPRING, NO_KEY, DEAD, NOW));
    await(batches().leave(SENDER, left));
    complete(whole, 0);

    assertThat(await(batches().receiving(LIVING, 10))).containsExactly(found(FIRST));
    assertThat(await(batches().receiving(LIVING, 0))).isEmpty();
  }

  @Test
  default void abandonStale_abandonsOnlyOldIntakesThatNobodyReceives() {
    var young = batch("young");
    var living = batch("living");
    var whole = batch("whole");
    await(batches().open(FIRST, SPRING, NO_KEY, DEAD, NOW));
    await(batches().open(SECOND, SPRING, NO_KEY, LIVING, NOW));
    await(batches().leave(SENDER, SECOND));
    await(batches().open(young, SPRING, NO_KEY, DEAD, NOW.plusSeconds(30)));
    await(batches().open(living, SPRING, NO_KEY, LIVING, NOW));
    await(batches().open(whole, SPRING, NO_KEY, DEAD, NOW));
    complete(whole, 0);
    add(young, 0, rows(SPRING, 1, "a"));
    add(living, 0, rows(SPRING, 1, "b"));

    var abandoned = await(batches().abandonStale(LIVING, NOW.plusSeconds(30)));
    await(batches().sweep());

    assertThat(abandoned).isEqualTo(2);
    assertThat(all(SPRING))
        .extracting(Batch::state)
        .containsExactly(
            Batch.State.ABANDONED,
            Batch.State.ABANDONED,
            Batch.State.RECEIVING,
            Batch.State.RECEIVING,
            Batch.State.SEALING);
    assertThat(found(young).owner()).as("nobody receives it any more").isEmpty();
    assertThat(persons()).as("b, which still comes in").isEqualTo(1);
    assertThat(await(batches().abandonStale(LIVING, NOW.plusSeconds(31)))).isEqualTo(1);
  }

  @Test
  default void ofCampaign_givesThoseThatBeganFirstFirstWhateverTheClockSays() {
    await(batches().open(SECOND, SPRING, NO_KEY, LIVING, NOW.plusSeconds(1)));
    await(batches().open(batch("autumn"), AUTUMN, NO_KEY, LIVING, NOW));
    await(batches().open(FIRST, SPRING, NO_KEY, LIVING, NOW));

    assertThat(all(SPRING)).extracting(Batch::id).containsExactly(SECOND, FIRST);
    assertThat(all(new CampaignId(new SenderId("other"), SPRING.name()))).isEmpty();
  }

  @Test
  default void ofCampaign_readInSlices_givesEachOnceWhileNewOnesBegin() {
    var ids = IntStream.range(0, 7).mapToObj(i -> batch("b" + i)).toList();
    ids.subList(0, 5).forEach(id -> begin(id, SPRING));
    await(batches().openTest(TESTS, SPRING, PLAN, NO_KEY, LIVING, NOW));

    var first = await(batches().ofCampaign(SPRING, Optional.empty(), 2));
    begin(ids.get(5), SPRING);
    var second = await(batches().ofCampaign(SPRING, first.next(), 2));
    await(batches().abandon(SENDER, ids.get(3)));
    var third = await(batches().ofCampaign(SPRING, second.next(), 2));
    begin(ids.get(6), SPRING);
    var late = await(batches().ofCampaign(SPRING, second.next(), 3));

    assertThat(Stream.of(first, second, third).flatMap(s -> s.batches().stream()))
        .extracting(Batch::id)
        .containsExactlyElementsOf(ids.subList(0, 6));
    assertThat(third.next()).as("nothing follows six of six").isEmpty();
    assertThat(late.batches()).extracting(Batch::id).containsExactlyElementsOf(ids.subList(4, 7));
    assertThat(late.next()).isEmpty();
    assertThat(await(batches().ofCampaign(SPRING, Optional.of(new Place(Long.MAX_VALUE)), 5)))
        .isEqualTo(new Slice(List.of(), Optional.empty()));
  }

  @Test
  default void find_ofAnotherSender_isEmpty() {
    begin(FIRST, SPRING);

    assertThat(await(batches().find(new SenderId("other"), FIRST))).isEmpty();
  }

  @Test
  default void findRow_givesWhatWasSubmitted() {
    Map<String, Object> data =
        Map.of(
            "city",
            "Pécs",
            "price",
            new BigDecimal("1.10"),
            "n",
            3,
            "yes",
            true,
            "list",
            List.of("x", Map.of("y", 1)));
    var submission =
        new RowSubmission(
            5,
            Optional.empty(),
            address("Ann.B@Example.com"),
            Optional.of("Ann"),
            data,
            Map.of("order", "17"),
            50);
    var stored = SampleRows.stored(SPRING, 0, submission);
    storeWhole(FIRST, SPRING, List.of(stored));
    var origin = new Origin(FIRST, 0, 5);

    assertThat(await(store().rows().find(SENDER, origin)))
        .contains(
            new MailRow(
                origin,
                stored.recipient(),
                stored.row(),
                "ann.b@example.com",
                address("Ann.B@example.com"),
                Optional.of("Ann"),
                data,
                Map.of("order", "17")));
    assertThat(await(store().rows().find(SENDER, new Origin(FIRST, 0, 6)))).isEmpty();
  }

  @Test
  default void byId_givesTheOwnerOfStoredBatchesOnly() {
    var key = PSEUDONYMS.row(SPRING, "b");
    begin(FIRST, SPRING);
    add(FIRST, 0, rows(SPRING, 1, "a", "b"));
    complete(FIRST, 1);
    seal(FIRST, 0);
    assertThat(await(store().index().byId(SPRING, key))).isEmpty();

    await(batches().store(SENDER, FIRST));
    storeWhole(SECOND, SPRING, rows(SPRING, 1, "b"));

    assertThat(await(store().index().byId(SPRING, key))).contains(new Origin(FIRST, 0, 2));
    assertThat(await(store().index().byId(AUTUMN, key))).isEmpty();
  }

  @Test
  default void byRecipient_givesRowsOfTheCampaignOldestBatchFirst() {
    var ann = PSEUDONYMS.recipient(address("ann@example.com"));
    storeWhole(FIRST, SPRING, List.of(row(SPRING, 0, 1, "x", "ann@example.com")));
    storeWhole(SECOND, SPRING, List.of(row(SPRING, 0, 4, "y", "ANN@example.com")));
    storeWhole(batch("autumn"), AUTUMN, List.of(row(AUTUMN, 0, 1, "x", "ann@example.com")));
    begin(batch("third"), SPRING);
    add(batch("third"), 0, List.of(row(SPRING, 0, 1, "z", "ann@example.com")));

    assertThat(await(store().index().byRecipient(SPRING, ann)))
        .containsExactly(new Origin(FIRST, 0, 1), new Origin(SECOND, 0, 4));
  }
}
