package dev.waypost.engine.cluster;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.MailingAnswer;
import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.RecipientExport;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.Pages;
import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Exports;
import dev.waypost.engine.roster.PageEntity;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.send.Courier;
import dev.waypost.engine.send.CourierGauges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** The engine on cluster sharding. Started once per node; safe for many threads. */
public final class ClusterEngine implements Engine {
  /** Where templates are compiled and mails are made: work for the processor, never waiting. */
  private static final DispatcherSelector RENDERERS =
      DispatcherSelector.fromConfig("waypost-render-dispatcher");

  private final ActorSystem<?> system;
  private final EnginePorts ports;
  private final EngineSettings settings;
  private final CourierGauges gauges = new CourierGauges();
  private final CampaignDesk campaigns;
  private final IntakeDesk intakes;
  private final RecipientDesk recipients;
  private final PreviewDesk previews;
  private final ExportDesk exports;
  private final SuppressionDesk suppressions;
  private final HitIntake hits;
  private final ActorRef<Courier.Command> courier;

  /** Starts entities, courier and alarms, and takes up what dead processes have left. */
  public static ClusterEngine start(
      ActorSystem<?> system, EnginePorts ports, EngineSettings settings) {
    return new ClusterEngine(system, ports, settings);
  }

  private ClusterEngine(ActorSystem<?> system, EnginePorts ports, EngineSettings settings) {
    this.system = system;
    this.ports = ports;
    this.settings = settings;
    var entities = new Entities(ClusterSharding.get(system), settings);
    var watch = new ClockWatch(ports.clock(), ports.nanos());
    Executor renderers = system.dispatchers().lookup(RENDERERS);
    var catalogue = new CachedCatalogue(ports.contents(), settings.contentsMax(), renderers);

    this.courier =
        system.systemActorOf(
            Courier.create(
                new Courier.Surroundings(
                    settings.courier(),
                    ports.incarnation(),
                    ClusterEngine::livesElsewhere,
                    ports.transport(),
                    ports.rows(),
                    catalogue,
                    ports.urls(),
                    entities,
                    renderers,
                    ports.nanos(),
                    gauges)),
            "courier",
            Props.empty());
    startRecipients(entities, watch);
    entities.startCampaigns(
        id -> CampaignEntity.create(id, settings.campaign(), pagesOf(id, entities), ports.clock()));
    startPages(entities);
    system.systemActorOf(
        AlarmClock.create(ports.alarms(), entities, settings, ports.clock(), watch),
        "alarm-clock",
        Props.empty());

    this.campaigns = new CampaignDesk(ports, entities, catalogue, renderers);
    this.intakes = new IntakeDesk(ports, settings, entities, campaigns);
    this.previews = new PreviewDesk(ports, campaigns, catalogue, renderers);
    this.recipients = new RecipientDesk(ports, entities, campaigns, catalogue, renderers);
    this.exports = new ExportDesk(ports, campaigns, catalogue, renderers);
    this.suppressions = new SuppressionDesk(ports, entities, settings.page().rowsInFlight());
    this.hits = new EntityHitIntake(ports.tables(), entities);
  }

  /** There is one engine node in this version: every other incarnation is dead. */
  private static boolean livesElsewhere(Incarnation incarnation) {
    return false;
  }

  private void startRecipients(Entities entities, ClockWatch watch) {
    var surroundings =
        new RecipientEntity.Surroundings(
            settings.recipient(),
            attempts(),
            (sender, origin) ->
                entities.tell(origin.pageId(sender), new PageEntity.Moved(origin.line())),
            ports.clock(),
            watch::expiry,
            ports.random());
    entities.startRecipients(id -> RecipientEntity.create(id, surroundings));
  }

  private void startPages(Entities entities) {
    var surroundings =
        new PageEntity.Surroundings(
            settings.page(),
            ports.pageRows(),
            ports.announcements(),
            entities::tell,
            entities::tell,
            (campaign, entrance) ->
                entities.ask(
                    campaign,
                    replyTo -> new CampaignEntity.Enter(entrance.page(), entrance.rows(), replyTo)),
            ports.clock());
    entities.startPages(id -> PageEntity.create(id, surroundings));
  }

  private Attempts attempts() {
    return new Attempts() {
      @Override
      public void want(AttemptWish wish) {
        courier.tell(new Courier.Want(wish));
      }

      @Override
      public void withdraw(AttemptId attempt) {
        courier.tell(new Courier.Withdraw(attempt));
      }

      @Override
      public void inquire(AttemptId attempt, Incarnation incarnation) {
        courier.tell(new Courier.Inquire(attempt, incarnation));
      }
    };
  }

  private static Pages pagesOf(CampaignId campaign, Entities entities) {
    return new Pages() {
      @Override
      public void release(PageId page) {
        entities.tell(page, new PageEntity.Wake());
      }

      @Override
      public void stop(PageId page, int epoch) {
        entities.tell(page, new PageEntity.Stop(campaign, epoch));
      }
    };
  }

  /** Where the shipper hands over hits. */
  public HitIntake hitIntake() {
    return hits;
  }

  /**
   * Completes once entities of every kind can be reached on the cluster; fails when that takes
   * longer. Before, questions wait or time out.
   */
  public CompletionStage<Void> whenReachable(Duration within) {
    return new Registration(system, Entities.KINDS).await(within);
  }

  /** What the courier shows of itself. */
  public CourierGauges courierGauges() {
    return gauges;
  }

  /**
   * Brings batches to their end that dead processes were sealing, abandons those that nobody sends
   * any more, and drops what dead imports have left. To be called once the node has joined, and
   * hourly or more often.
   */
  public CompletionStage<Void> takeUpBatches() {
    return intakes
        .takeUp()
        .thenCompose(done -> ports.importLines().forgetDead(ports.incarnation()));
  }

  /**
   * Begins no more attempts; completes when none is in flight, or fails when that takes too long.
   */
  public CompletionStage<Done> drain() {
    return AskPattern.<Courier.Command, Courier.Drained>ask(
            courier, Courier.Drain::new, settings.drainTimeout(), system.scheduler())
        .thenApply(drained -> Done.getInstance());
  }

  @Override
  public CompletionStage<CampaignAnswer> put(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch) {
    return campaigns.put(campaign, submission, ifMatch);
  }

  @Override
  public CompletionStage<CampaignAnswer> act(CampaignId campaign, CampaignAction action) {
    return campaigns.act(campaign, action);
  }

  @Override
  public CompletionStage<CampaignAnswer> campaign(CampaignId campaign) {
    return campaigns.found(campaign, CampaignAnswer.Novelty.KNOWN);
  }

  @Override
  public CompletionStage<List<CampaignAnswer.CampaignStanding>> campaigns(
      SenderId sender, Optional<Reports.CampaignListing> after, int limit) {
    return campaigns.list(sender, after, limit);
  }

  @Override
  public CompletionStage<Optional<Map<Integer, VerdictCounts>>> links(CampaignId campaign) {
    return campaigns.links(campaign);
  }

  @Override
  public CompletionStage<IntakeOpening> openIntake(
      CampaignId campaign, Optional<String> idempotencyKey) {
    return intakes.open(campaign, idempotencyKey);
  }

  @Override
  public CompletionStage<IntakeOpening> openTest(
      CampaignId campaign, Optional<String> idempotencyKey) {
    return intakes.openTest(campaign, idempotencyKey);
  }

  @Override
  public CompletionStage<PreviewAnswer> preview(CampaignId campaign, RowSubmission row) {
    return previews.preview(campaign, row);
  }

  @Override
  public CompletionStage<Optional<Batch>> batch(SenderId sender, BatchId batch) {
    return ports.batches().find(sender, batch);
  }

  @Override
  public CompletionStage<Batches.Slice> batches(
      CampaignId campaign, Optional<Batches.Place> after, int limit) {
    return ports.batches().ofCampaign(campaign, after, limit);
  }

  @Override
  public CompletionStage<List<RowFault>> faults(
      SenderId sender, BatchId batch, int afterLine, int limit) {
    return ports.batches().faults(sender, batch, afterLine, limit);
  }

  @Override
  public CompletionStage<EventAnswer> events(SenderId sender, EventQuery query) {
    return ports.events().read(sender, query);
  }

  @Override
  public CompletionStage<Void> eventNews() {
    return ports.events().news();
  }

  @Override
  public CompletionStage<RecipientAnswer> recipient(CampaignId campaign, Whom whom) {
    return recipients.recipient(campaign, whom);
  }

  @Override
  public CompletionStage<Optional<RecipientExport>> exportRecipients(
      CampaignId campaign, Set<MailingState> states, RecipientExport.Include include) {
    return exports.open(campaign, states, include);
  }

  @Override
  public CompletionStage<Void> whenCurrent() {
    return ports.exports().current();
  }

  @Override
  public CompletionStage<Exports.SuppressionSlice> exportSuppressions(
      SenderId sender, Optional<RecipientKey> after, int limit) {
    return suppressions.export(sender, after, limit);
  }

  @Override
  public SuppressionImport importSuppressions(SenderId sender) {
    return suppressions.open(sender);
  }

  @Override
  public CompletionStage<MailingAnswer> retry(CampaignId campaign, String id) {
    return recipients.retry(campaign, id);
  }

  @Override
  public CompletionStage<MailingAnswer> resolve(
      CampaignId campaign, String id, RecipientRequest.Resolution as) {
    return recipients.resolve(campaign, id, as);
  }

  @Override
  public CompletionStage<List<Suppression>> suppressions(SenderId sender, EmailAddress address) {
    return suppressions.of(sender, address);
  }

  @Override
  public CompletionStage<List<Suppression>> suppress(SenderId sender, EmailAddress address) {
    return suppressions.add(sender, address);
  }

  @Override
  public CompletionStage<List<Suppression>> unsuppress(SenderId sender, EmailAddress address) {
    return suppressions.remove(sender, address);
  }
}
