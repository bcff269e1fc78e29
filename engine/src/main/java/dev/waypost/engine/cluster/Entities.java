package dev.waypost.engine.cluster;

import dev.waypost.engine.Engine;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.Slice;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.roster.PageEntity;
import dev.waypost.engine.send.RecipientDoor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Where the three kinds of entities live: entity id = persistence id, shard = slice mod 128. */
final class Entities implements RecipientDoor {
  private static final EntityTypeKey<RecipientEntity.Command> RECIPIENT =
      EntityTypeKey.create(RecipientEntity.Command.class, "recipient");
  private static final EntityTypeKey<CampaignEntity.Command> CAMPAIGN =
      EntityTypeKey.create(CampaignEntity.Command.class, "campaign");
  private static final EntityTypeKey<PageEntity.Command> PAGE =
      EntityTypeKey.create(PageEntity.Command.class, "page");

  /** All of them. */
  static final List<EntityTypeKey<?>> KINDS = List.of(RECIPIENT, CAMPAIGN, PAGE);

  private final ClusterSharding sharding;
  private final EngineSettings settings;

  Entities(ClusterSharding sharding, EngineSettings settings) {
    this.sharding = sharding;
    this.settings = settings;
  }

  void startRecipients(Function<RecipientId, Behavior<RecipientEntity.Command>> behavior) {
    start(RECIPIENT, id -> behavior.apply(RecipientId.parse(id)));
  }

  void startCampaigns(Function<CampaignId, Behavior<CampaignEntity.Command>> behavior) {
    start(CAMPAIGN, id -> behavior.apply(CampaignId.parse(id)));
  }

  void startPages(Function<PageId, Behavior<PageEntity.Command>> behavior) {
    start(PAGE, id -> behavior.apply(PageId.parse(id)));
  }

  private <M> void start(EntityTypeKey<M> key, Function<String, Behavior<M>> behavior) {
    sharding.init(
        Entity.of(key, context -> behavior.apply(context.getEntityId()))
            .withMessageExtractor(new BySlice<M>()));
  }

  void tell(RecipientId id, RecipientEntity.Command command) {
    sharding.entityRefFor(RECIPIENT, id.persistenceId()).tell(command);
  }

  void tell(CampaignId id, CampaignEntity.Command command) {
    sharding.entityRefFor(CAMPAIGN, id.persistenceId()).tell(command);
  }

  void tell(PageId id, PageEntity.Command command) {
    sharding.entityRefFor(PAGE, id.persistenceId()).tell(command);
  }

  @Override
  public <R> CompletionStage<R> ask(
      RecipientId recipient, Function<ActorRef<R>, RecipientEntity.Command> question) {
    return sharding
        .entityRefFor(RECIPIENT, recipient.persistenceId())
        .<R>ask(question::apply, settings.askTimeout())
        .exceptionallyCompose(Entities::unavailable);
  }

  <R> CompletionStage<R> ask(
      CampaignId campaign, Function<ActorRef<R>, CampaignEntity.Command> question) {
    return ask(campaign, question, settings.askTimeout());
  }

  private <R> CompletionStage<R> ask(
      CampaignId campaign,
      Function<ActorRef<R>, CampaignEntity.Command> question,
      Duration timeout) {
    return sharding
        .entityRefFor(CAMPAIGN, campaign.persistenceId())
        .<R>ask(question::apply, timeout)
        .exceptionallyCompose(Entities::unavailable);
  }

  /** A pause or cancel takes as long as its pages need to stop. */
  CompletionStage<CampaignEntity.Answer> ask(CampaignId campaign, CampaignRequest request) {
    return ask(
        campaign,
        replyTo -> new CampaignEntity.Ask(request, replyTo),
        settings.campaign().stopPatience().plus(settings.askTimeout()));
  }

  <R> CompletionStage<R> ask(PageId page, Function<ActorRef<R>, PageEntity.Command> question) {
    return sharding
        .entityRefFor(PAGE, page.persistenceId())
        .<R>ask(question::apply, settings.askTimeout())
        .exceptionallyCompose(Entities::unavailable);
  }

  private static <R> CompletionStage<R> unavailable(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CompletableFuture.failedStage(
        new Engine.Unavailable("no answer in time; what was asked may have happened", cause));
  }

  /** The one rule by which entities fall into shards. */
  private static final class BySlice<M> extends ShardingMessageExtractor<ShardingEnvelope<M>, M> {
    @Override
    public String entityId(ShardingEnvelope<M> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(Slice.ofPersistenceId(entityId).shard());
    }

    @Override
    public M unwrapMessage(ShardingEnvelope<M> envelope) {
      return envelope.message();
    }
  }
}
