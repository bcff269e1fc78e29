package dev.waypost.http.api;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.CampaignAnswer.CampaignStanding;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.MailingAnswer;
import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.RecipientExport;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.report.TimelineEntry;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Exports;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.send.TemplateProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** An engine in memory that keeps what it is given and does little with it. */
final class FakeEngine implements Engine {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");
  static final int ROWS_KEPT_MAX = 10_000;

  final Map<CampaignId, CampaignStanding> campaigns = new ConcurrentHashMap<>();
  final Map<BatchId, Batch> batches = new ConcurrentHashMap<>();
  final Map<BatchId, List<RowFault>> faults = new ConcurrentHashMap<>();
  final Map<String, BatchId> keys = new ConcurrentHashMap<>();
  final Map<String, List<Suppression>> suppressions = new ConcurrentHashMap<>();
  final List<FakeIntake> intakes = new CopyOnWriteArrayList<>();
  final BlockingQueue<FakeIntake> opened = new LinkedBlockingQueue<>();
  final FakeEvents events = new FakeEvents();
  final AtomicInteger batchNumber = new AtomicInteger();
  final AtomicInteger slicesRead = new AtomicInteger();
  final List<SuppressionImport.Line.Good> imported = new CopyOnWriteArrayList<>();
  final List<Exports.SuppressedAddress> suppressed = new CopyOnWriteArrayList<>();

  /** How many recipients an export has, of all states in turn. */
  volatile int exportedRecipients;

  volatile Map<String, String> exportedMetadata = Map.of();
  final List<Integer> slicesAsked = new CopyOnWriteArrayList<>();

  /** What every call fails with, if anything. */
  volatile Optional<RuntimeException> failure = Optional.empty();

  volatile Supplier<CompletionStage<Void>> offered = () -> CompletableFuture.completedFuture(null);

  /** The next intake that is opened. */
  FakeIntake nextIntake() {
    try {
      var intake = opened.poll(20, TimeUnit.SECONDS);
      if (intake == null) {
        throw new AssertionError("no intake was opened");
      }
      return intake;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public CompletionStage<EventAnswer> events(SenderId sender, EventQuery query) {
    return events.before.get().thenCompose(go -> answer(() -> events.read(query)));
  }

  @Override
  public CompletionStage<Void> eventNews() {
    return events.news();
  }

  private <T> CompletionStage<T> answer(Supplier<T> answer) {
    return failure
        .<CompletionStage<T>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> CompletableFuture.completedFuture(answer.get()));
  }

  @Override
  public CompletionStage<CampaignAnswer> put(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch) {
    return answer(() -> putNow(campaign, submission, ifMatch));
  }

  private CampaignAnswer putNow(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch) {
    if (submission.content().html().orElse("").contains("{{#broken")) {
      return new CampaignAnswer.Invalid(
          List.of(
              new TemplateProblem(
                  "/html",
                  "template",
                  "the block is never closed",
                  Optional.of(new TemplateProblem.Place(2, 3)))));
    }
    var old = campaigns.get(campaign);
    if (old == null) {
      var standing = standing(campaign, submission, 1, CampaignPhase.DRAFT);
      campaigns.put(campaign, standing);
      return new CampaignAnswer.Found(standing, CampaignAnswer.Novelty.NEW);
    }
    if (ifMatch.isPresent() && ifMatch.get() != old.version()) {
      return new CampaignAnswer.Refused(new CampaignRejection.OtherVersion(old.version()));
    }
    if (old.submission().equals(submission)) {
      return new CampaignAnswer.Found(old, CampaignAnswer.Novelty.KNOWN);
    }
    if (old.submission().content().kind() != submission.content().kind()) {
      return new CampaignAnswer.Refused(new CampaignRejection.KindFixed());
    }
    var standing = standing(campaign, submission, old.version() + 1, old.phase());
    campaigns.put(campaign, standing);
    return new CampaignAnswer.Found(standing, CampaignAnswer.Novelty.KNOWN);
  }

  static CampaignStanding standing(
      CampaignId id, CampaignSubmission submission, int version, CampaignPhase phase) {
    return new CampaignStanding(
        id,
        submission,
        version,
        phase,
        Optional.empty(),
        NOW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(
            new Link(0, "https://acme.example/a", Link.Part.HTML, Optional.empty()),
            new Link(1, "https://acme.example/b", Link.Part.TEXT, Optional.of("b"))),
        10,
        new CampaignCounts(
            new MailingCounts(1, 2, 3, 0, 0, 0, 0, 0, 0, 0),
            VerdictCounts.NONE,
            new VerdictCounts(4, 3, 2, 1),
            5,
            6,
            7,
            false,
            NOW));
  }

  @Override
  public CompletionStage<CampaignAnswer> act(CampaignId campaign, CampaignAction action) {
    return answer(
        () -> {
          var old = campaigns.get(campaign);
          if (old == null) {
            return new CampaignAnswer.Refused(new CampaignRejection.UnknownCampaign());
          }
          return switch (action) {
            case CampaignAction.Launch launch ->
                old.submission().content().kind() == MailKind.BROADCAST && batches.isEmpty()
                    ? new CampaignAnswer.Refused(new CampaignRejection.NoBatch())
                    : found(old, CampaignPhase.RUNNING);
            case CampaignAction.Pause pause ->
                old.phase() == CampaignPhase.RUNNING
                    ? found(old, CampaignPhase.PAUSED)
                    : new CampaignAnswer.Refused(
                        new CampaignRejection.WrongPhase(
                            old.phase(), Set.of(CampaignPhase.PAUSED, CampaignPhase.RUNNING)));
            case CampaignAction.Resume resume -> found(old, CampaignPhase.RUNNING);
            case CampaignAction.Cancel cancel -> found(old, CampaignPhase.CANCELLED);
            case CampaignAction.Archive archive -> found(old, CampaignPhase.ARCHIVED);
          };
        });
  }

  private CampaignAnswer found(CampaignStanding old, CampaignPhase phase) {
    var standing = standing(old.id(), old.submission(), old.version(), phase);
    campaigns.put(old.id(), standing);
    return new CampaignAnswer.Found(standing, CampaignAnswer.Novelty.KNOWN);
  }

  @Override
  public CompletionStage<CampaignAnswer> campaign(CampaignId campaign) {
    return answer(
        () ->
            Optional.ofNullable(campaigns.get(campaign))
                .<CampaignAnswer>map(c -> new CampaignAnswer.Found(c, CampaignAnswer.Novelty.KNOWN))
                .orElseGet(
                    () -> new CampaignAnswer.Refused(new CampaignRejection.UnknownCampaign())));
  }

  @Override
  public CompletionStage<List<CampaignStanding>> campaigns(
      SenderId sender, Optional<Reports.CampaignListing> after, int limit) {
    return answer(
        () ->
            campaigns.values().stream()
                .filter(c -> c.id().sender().equals(sender))
                .sorted(Comparator.comparing(c -> c.id().name()))
                .dropWhile(
                    c -> after.isPresent() && c.id().name().compareTo(after.get().name()) <= 0)
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<Optional<Map<Integer, VerdictCounts>>> links(CampaignId campaign) {
    return answer(
        () ->
            Optional.ofNullable(campaigns.get(campaign))
                .map(c -> Map.of(0, new VerdictCounts(1, 2, 3, 4))));
  }

  @Override
  public CompletionStage<IntakeOpening> openIntake(
      CampaignId campaign, Optional<String> idempotencyKey) {
    return openIntake(campaign, idempotencyKey, "batch-%010d");
  }

  @Override
  public CompletionStage<IntakeOpening> openTest(
      CampaignId campaign, Optional<String> idempotencyKey) {
    var phase = Optional.ofNullable(campaigns.get(campaign)).map(CampaignStanding::phase);
    return phase.filter(CampaignPhase.ARCHIVED::equals).isEmpty()
        ? openIntake(campaign, idempotencyKey, "test--%010d")
        : answer(
            () ->
                new IntakeOpening.Refused(
                    new CampaignRejection.WrongPhase(
                        CampaignPhase.ARCHIVED,
                        EnumSet.complementOf(EnumSet.of(CampaignPhase.ARCHIVED)))));
  }

  private CompletionStage<IntakeOpening> openIntake(
      CampaignId campaign, Optional<String> idempotencyKey, String id) {
    return answer(
        () -> {
          if (!campaigns.containsKey(campaign)) {
            return new IntakeOpening.Refused(new CampaignRejection.UnknownCampaign());
          }
          var known = idempotencyKey.map(keys::get);
          if (known.isPresent()) {
            var batch = batches.get(known.get());
            return batch.digest().isEmpty()
                ? new IntakeOpening.InProgress()
                : new IntakeOpening.Known(
                    batch.digest().get(), () -> CompletableFuture.completedFuture(answered(batch)));
          }
          var intake =
              new FakeIntake(
                  new BatchId(id.formatted(batchNumber.incrementAndGet())),
                  campaign,
                  idempotencyKey);
          intakes.add(intake);
          opened.add(intake);
          return new IntakeOpening.Receiving(intake);
        });
  }

  /** What a preview comes to, but for unknown campaigns. */
  volatile Optional<PreviewAnswer> preview = Optional.empty();

  final List<RowSubmission> previewed = new CopyOnWriteArrayList<>();

  @Override
  public CompletionStage<PreviewAnswer> preview(CampaignId campaign, RowSubmission row) {
    return answer(
        () -> {
          if (!campaigns.containsKey(campaign)) {
            return new PreviewAnswer.Refused(new CampaignRejection.UnknownCampaign());
          }
          previewed.add(row);
          return preview.orElseThrow();
        });
  }

  private IntakeOpening.Answered answered(Batch batch) {
    return new IntakeOpening.Answered(batch, faults.get(batch.id()).stream().limit(100).toList());
  }

  @Override
  public CompletionStage<Optional<Batch>> batch(SenderId sender, BatchId batch) {
    return answer(() -> Optional.ofNullable(batches.get(batch)));
  }

  @Override
  public CompletionStage<Batches.Slice> batches(
      CampaignId campaign, Optional<Batches.Place> after, int limit) {
    return answer(
        () -> {
          var rest =
              batches.values().stream()
                  .filter(b -> b.campaign().equals(campaign))
                  .sorted(Comparator.comparing(b -> b.id().value()))
                  .filter(b -> place(b).number() > after.map(Batches.Place::number).orElse(0L))
                  .limit(limit + 1L)
                  .toList();
          var shown = rest.subList(0, Math.min(limit, rest.size()));
          return new Batches.Slice(
              shown, rest.size() > limit ? Optional.of(place(shown.getLast())) : Optional.empty());
        });
  }

  /** The number in its id. */
  private static Batches.Place place(Batch batch) {
    return new Batches.Place(Long.parseLong(batch.id().value().substring("batch-".length())));
  }

  @Override
  public CompletionStage<List<RowFault>> faults(
      SenderId sender, BatchId batch, int afterLine, int limit) {
    return answer(
        () ->
            faults.getOrDefault(batch, List.of()).stream()
                .filter(f -> f.line() > afterLine)
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<RecipientAnswer> recipient(CampaignId campaign, Whom whom) {
    return answer(
        () -> {
          var isKnown =
              switch (whom) {
                case Whom.Id(var id) -> id.equals("a/b c+d");
                case Whom.Email(var address) -> address.key().equals("ann+x@example.com");
              };
          return isKnown && campaigns.containsKey(campaign)
              ? recipient()
              : new RecipientAnswer.Unknown();
        });
  }

  private static RecipientAnswer recipient() {
    var said = new TreeMap<String, Object>(Map.of("code", 451, "host", "mx.example.com"));
    return new RecipientAnswer.Found(
        Optional.of("a/b c+d"),
        Optional.of(new EmailAddress("ann+x", "example.com")),
        MailingState.IN_DOUBT,
        "<m@acme.example>",
        Optional.empty(),
        Optional.empty(),
        List.of(
            new TimelineEntry("e1", "mailing.attempted", NOW, "spring", 1, false, Map.of()),
            new TimelineEntry("e2", "mailing.deferred", NOW, "spring", 2, false, said),
            new TimelineEntry("e3", "mailing.attempted", NOW, "spring", 3, false, Map.of())),
        List.of(new RecipientAnswer.TrackedLink(0, "https://acme.example/a", "http://t/c/x")),
        Optional.of("http://t/o/x.gif"),
        Optional.empty(),
        Map.of("order", "17"));
  }

  @Override
  public CompletionStage<Optional<RecipientExport>> exportRecipients(
      CampaignId campaign, Set<MailingState> states, RecipientExport.Include include) {
    return answer(
        () ->
            campaigns.containsKey(campaign)
                ? Optional.of((after, limit) -> exported(states, include, after, limit))
                : Optional.empty());
  }

  private CompletionStage<RecipientExport.Slice> exported(
      Set<MailingState> states, RecipientExport.Include include, Exports.Place after, int limit) {
    return answer(
        () -> {
          var wanted =
              IntStream.range(after.line(), exportedRecipients)
                  .filter(i -> states.contains(FakeEngine.stateOf(i)))
                  .boxed()
                  .limit(limit + 1L)
                  .toList();
          var shown = wanted.subList(0, Math.min(limit, wanted.size()));
          slicesRead.incrementAndGet();
          slicesAsked.add(limit);
          return new RecipientExport.Slice(
              shown.stream().map(i -> exported(i, include)).toList(),
              wanted.size() > limit
                  ? Optional.of(new Exports.Place(1, 0, shown.getLast() + 1))
                  : Optional.empty());
        });
  }

  static MailingState stateOf(int recipient) {
    return MailingState.values()[recipient % MailingState.values().length];
  }

  private RecipientExport.ExportedRecipient exported(int i, RecipientExport.Include include) {
    return new RecipientExport.ExportedRecipient(
        Optional.of("c-" + i),
        Optional.of(new EmailAddress("p" + i, "example.com")),
        stateOf(i),
        "<" + i + "@acme.example>",
        stateOf(i) == MailingState.BOUNCED ? Optional.of(BounceKind.HARD) : Optional.empty(),
        stateOf(i) == MailingState.BOUNCED ? Optional.of("no such user") : Optional.empty(),
        switch (include) {
          case NOTHING -> Optional.empty();
          case LINKS ->
              Optional.of(
                  new RecipientExport.Urls(
                      List.of(
                          new RecipientAnswer.TrackedLink(
                              0, "https://acme.example/a", "http://t/c/x")),
                      Optional.of("http://t/o/x.gif"),
                      Optional.of("http://t/u/x")));
        },
        exportedMetadata);
  }

  @Override
  public CompletionStage<Void> whenCurrent() {
    return answer(() -> null);
  }

  @Override
  public CompletionStage<Exports.SuppressionSlice> exportSuppressions(
      SenderId sender, Optional<RecipientKey> after, int limit) {
    return answer(
        () -> {
          var first = after.map(key -> (int) key.head() + 1).orElse(0);
          var all = suppressed.size();
          var last = Math.min(all, first + limit);
          return new Exports.SuppressionSlice(
              suppressed.subList(Math.min(first, all), last),
              last < all ? Optional.of(new RecipientKey(last - 1, (short) 0)) : Optional.empty());
        });
  }

  @Override
  public SuppressionImport importSuppressions(SenderId sender) {
    return new FakeImport(this);
  }

  @Override
  public CompletionStage<MailingAnswer> retry(CampaignId campaign, String id) {
    return answer(
        () ->
            switch (id) {
              case "bounced" -> new MailingAnswer.Accepted();
              case "delivered" -> new MailingAnswer.WrongState(MailingState.DELIVERED);
              default -> new MailingAnswer.Unknown();
            });
  }

  @Override
  public CompletionStage<MailingAnswer> resolve(
      CampaignId campaign, String id, RecipientRequest.Resolution as) {
    return answer(
        () ->
            id.equals("held")
                ? new MailingAnswer.Accepted()
                : new MailingAnswer.WrongState(MailingState.DELIVERED));
  }

  @Override
  public CompletionStage<List<Suppression>> suppressions(SenderId sender, EmailAddress address) {
    return answer(() -> suppressions.getOrDefault(address.key(), List.of()));
  }

  @Override
  public CompletionStage<List<Suppression>> suppress(SenderId sender, EmailAddress address) {
    return answer(
        () ->
            suppressions.computeIfAbsent(
                address.key(),
                key -> List.of(new Suppression(Suppression.Reason.MANUAL, NOW, Optional.empty()))));
  }

  @Override
  public CompletionStage<List<Suppression>> unsuppress(SenderId sender, EmailAddress address) {
    return answer(() -> Optional.ofNullable(suppressions.remove(address.key())).orElse(List.of()));
  }

  /** An intake that keeps the first rows and counts the rest. */
  final class FakeIntake implements Intake {
    final BatchId batch;
    final CampaignId campaign;
    final Optional<String> key;
    final List<RowSubmission> rows = Collections.synchronizedList(new ArrayList<>());
    final List<RowFault> bad = new ArrayList<>();
    final Set<String> ids = new HashSet<>();
    final AtomicInteger pending = new AtomicInteger();
    final CompletableFuture<Void> aborted = new CompletableFuture<>();
    final CompletableFuture<Void> left = new CompletableFuture<>();
    final CompletableFuture<Void> firstOffer = new CompletableFuture<>();
    volatile int largestOffer;
    final AtomicInteger goodRows = new AtomicInteger();
    final AtomicInteger repeated = new AtomicInteger();
    volatile boolean wasUsedByTwo;

    FakeIntake(BatchId batch, CampaignId campaign, Optional<String> key) {
      this.batch = batch;
      this.campaign = campaign;
      this.key = key;
      register(Batch.State.RECEIVING, Optional.empty());
      key.ifPresent(k -> keys.put(k, batch));
    }

    private Batch register(Batch.State state, Optional<String> digest) {
      var known =
          new Batch(
              batch,
              campaign,
              state,
              Optional.of(new Incarnation(1)),
              key,
              digest,
              1,
              goodRows.get(),
              bad.size() - repeated.get(),
              repeated.get(),
              NOW);
      batches.put(batch, known);
      faults.put(batch, List.copyOf(bad));
      return known;
    }

    @Override
    public CompletionStage<Void> offer(List<IntakeLine> lines) {
      wasUsedByTwo |= pending.incrementAndGet() > 1;
      largestOffer = Math.max(largestOffer, lines.size());
      for (var line : lines) {
        switch (line) {
          case IntakeLine.Good(var row) -> take(row);
          case IntakeLine.Bad(var fault) -> bad.add(fault);
        }
      }
      firstOffer.complete(null);
      return offered.get().whenComplete((done, failure) -> pending.decrementAndGet());
    }

    private void take(RowSubmission row) {
      goodRows.incrementAndGet();
      if (rows.size() < ROWS_KEPT_MAX) {
        if (!ids.add(row.effectiveId())) {
          repeated.incrementAndGet();
          bad.add(new RowFault(row.line(), "duplicate", row.id(), "id repeats an earlier line"));
        }
        rows.add(row);
      }
    }

    @Override
    public CompletionStage<Completion> complete(String digest) {
      return CompletableFuture.completedFuture(
          new Completion.Stored(
              register(Batch.State.STORED, Optional.of(digest)), bad.stream().limit(100).toList()));
    }

    @Override
    public CompletionStage<Void> abort() {
      return ended(Batch.State.ABANDONED, aborted);
    }

    @Override
    public CompletionStage<Void> leave() {
      return ended(Batch.State.RECEIVING, left);
    }

    private CompletionStage<Void> ended(Batch.State state, CompletableFuture<Void> how) {
      wasUsedByTwo |= pending.get() > 0;
      key.ifPresent(keys::remove);
      register(state, Optional.empty());
      how.complete(null);
      return how;
    }
  }
}
