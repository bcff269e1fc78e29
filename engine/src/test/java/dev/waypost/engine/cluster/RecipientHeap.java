package dev.waypost.engine.cluster;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignSettings;
import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.IntakeSettings;
import dev.waypost.engine.roster.PageSettings;
import dev.waypost.engine.send.CourierSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * Heap that an active recipient takes, with its state: {@code RecipientHeap RECIPIENTS MAILINGS}.
 * Real entities behind real sharding; only the journal forgets.
 */
final class RecipientHeap {
  private static final int AT_ONCE = 100;
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Entities entities;
  private final int mailings;

  private RecipientHeap(Entities entities, int mailings) {
    this.entities = entities;
    this.mailings = mailings;
  }

  public static void main(String[] arguments) {
    var recipients = Integer.parseInt(arguments[0]);
    var mailings = Integer.parseInt(arguments[1]);
    var system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "heap",
            ConfigFactory.parseString(
                    """
                    pekko.loglevel = WARNING
                    pekko.actor.provider = cluster
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.sharding.number-of-shards = 128
                    pekko.cluster.sharding.passivation {
                      strategy = quietest-first
                      quietest-first {
                        active-entity-limit = 1000000
                        replacement.policy = least-recently-used
                        idle-entity.timeout = 60 minutes
                      }
                    }
                    pekko.persistence.journal.plugin = forgetful
                    forgetful.class = "dev.waypost.engine.cluster.ForgetfulJournal"
                    pekko.persistence.snapshot-store.plugin = "pekko.persistence.no-snapshot-store"
                    pekko.persistence.max-concurrent-recoveries = 1000
                    """)
                .withFallback(ConfigFactory.load()));
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    var entities = new Entities(ClusterSharding.get(system), settings());
    var surroundings = surroundings();
    entities.startRecipients(id -> RecipientEntity.create(id, surroundings));
    var heap = new RecipientHeap(entities, mailings);
    heap.fill(0, 2_000); // classes, shards, buffers
    var before = used();
    heap.fill(2_000, recipients);
    var after = used();
    System.out.printf(
        "%,d recipients with %d mailings: %,d bytes each (%s)%n",
        recipients,
        mailings,
        (after - before) / recipients,
        ManagementFactory.getRuntimeMXBean().getInputArguments());
    system.terminate();
  }

  private void fill(int from, int count) {
    for (var first = from; first < from + count; first += AT_ONCE) {
      var answers = new ArrayList<CompletableFuture<?>>();
      for (var i = first; i < Math.min(first + AT_ONCE, from + count); i++) {
        answers.add(live(i).toCompletableFuture());
      }
      CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).join();
    }
  }

  /** Every mailing is mailed and delivered. */
  private CompletionStage<?> live(int number) {
    var random = new Random(number);
    var id =
        new RecipientId(
            SenderId.DEFAULT, new RecipientKey(random.nextLong(), (short) random.nextInt()));
    CompletionStage<?> done = CompletableFuture.completedStage(null);
    for (var i = 0; i < mailings; i++) {
      var order = order(random, i);
      done = done.thenCompose(before -> begin(id, order)).thenCompose(begun -> end(id, order));
    }
    return done;
  }

  private CompletionStage<RecipientEntity.Clearance> begin(RecipientId id, MailingOrder order) {
    return entities.ask(
        id, replyTo -> new RecipientEntity.MayBegin(order, 1, new Incarnation(1), NOON, replyTo));
  }

  private CompletionStage<RecipientEntity.Answer> end(RecipientId id, MailingOrder order) {
    var reply =
        new Reply(250, "2.0.0", "mx.example.com", new SmtpReplyText("2.0.0 Ok: queued as 4F7xYz"));
    return entities.ask(
        id,
        replyTo ->
            new RecipientEntity.Ask(
                new RecipientRequest.Conclude(order.origin(), 1, new Outcome.Delivered(reply)),
                replyTo));
  }

  /** Nothing is shared with another recipient's, as after a recovery. */
  private static MailingOrder order(Random random, int number) {
    return new MailingOrder(
        new MailingId(
            new Origin(
                BatchId.random(random), random.nextInt(2_000), 1 + random.nextInt(1_000_000)),
            "newsletter-2026-" + number,
            new RowKey(random.nextLong(), random.nextLong())),
        MailingOrder.Claim.OWNED,
        MailKind.BROADCAST,
        new LinkTableId(5),
        WhenInDoubt.RETRY,
        Optional.empty(),
        Duration.ZERO);
  }

  /** Timers of answered questions stay in memory until their time is over. */
  private static long used() {
    LockSupport.parkNanos(ASK.multipliedBy(2).toNanos());
    var memory = ManagementFactory.getMemoryMXBean();
    for (var i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static RecipientEntity.Surroundings surroundings() {
    return new RecipientEntity.Surroundings(
        settings().recipient(),
        new Nobody(),
        (sender, origin) -> {},
        InstantSource.fixed(NOON),
        () -> Expiry.ACTIVE,
        new Random(1));
  }

  private static final class Nobody implements Attempts {
    @Override
    public void want(AttemptWish wish) {}

    @Override
    public void withdraw(AttemptId attempt) {}

    @Override
    public void inquire(AttemptId attempt, Incarnation incarnation) {}
  }

  private static EngineSettings settings() {
    var second = Duration.ofSeconds(1);
    var minute = Duration.ofMinutes(1);
    return new EngineSettings(
        new RecipientSettings(
            new RetrySchedule(minute, 2, minute, minute), Duration.ofDays(90), 10_000),
        new CampaignSettings(8, second, second, 32),
        new PageSettings(64, second, second, minute, minute, 32),
        new IntakeSettings(500, 1 << 20, 8, 5_000_000, 500, minute, second),
        new CourierSettings(20, Optional.empty(), 10_000, second, second, second, second),
        ASK,
        second,
        second,
        500,
        second,
        100);
  }
}
