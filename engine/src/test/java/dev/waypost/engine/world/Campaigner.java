package dev.waypost.engine.world;

import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.roster.PageEntity;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Whoever wants the campaign. What it insists on it says again until the journal has it; what it
 * says on a whim may come to nothing.
 */
final class Campaigner {
  private static final String ME = "campaigner";
  private static final int BATCHES_MAX = 4;

  /** As the desk of recipients has it. */
  private static final Set<MailingState> RETRIABLE =
      EnumSet.of(
          MailingState.DEFERRED, MailingState.BOUNCED, MailingState.EXPIRED, MailingState.FAILED);

  private final World world;
  private final Chronicle chronicle;
  private final Roll roll;
  private final Random random;
  private final CampaignPlan plan;

  Campaigner(World world, Chronicle chronicle, Roll roll, Random random) {
    this.world = world;
    this.chronicle = chronicle;
    this.roll = roll;
    this.random = random;
    var kind = random.nextInt(4) == 0 ? MailKind.TRANSACTIONAL : MailKind.BROADCAST;
    var doubts = WhenInDoubt.values();
    this.plan =
        new CampaignPlan(
            1,
            "digest",
            new LinkTableId(1),
            kind,
            doubts[random.nextInt(doubts.length)],
            Optional.empty());
    roll.add();
  }

  MailKind kind() {
    return plan.kind();
  }

  /** That there is the campaign with all batches of the roll, and that it is launched. */
  void insist() {
    if (!(chronicle.campaign() instanceof Present present)) {
      ask(new CampaignRequest.Put(plan, Optional.empty()));
      return;
    }
    roll.batches().stream()
        .filter(batch -> !present.batches().containsKey(batch))
        .map(
            batch ->
                new CampaignRequest.AddBatch(batch, roll.pages(batch).size(), roll.rows(batch)))
        .forEach(this::ask);
    if (present.phase() == CampaignPhase.DRAFT && !present.batches().isEmpty()) {
      ask(new CampaignRequest.Launch(Optional.empty()));
    }
  }

  void whim() {
    switch (random.nextInt(10)) {
      case 0, 1 -> ask(new CampaignRequest.Pause());
      case 2, 3, 4 -> ask(new CampaignRequest.Resume());
      case 5 -> {
        if (roll.batches().size() < BATCHES_MAX) {
          roll.add();
        }
      }
      case 6, 7, 8 -> redoOne(RETRIABLE, row -> new RecipientRequest.Retry(row.mailing()));
      default -> {
        var as = RecipientRequest.Resolution.values()[random.nextInt(2)];
        redoOne(
            EnumSet.of(MailingState.IN_DOUBT),
            row -> new RecipientRequest.Resolve(row.origin(), as));
      }
    }
  }

  private void redoOne(Set<MailingState> states, Function<Roll.Row, RecipientRequest> request) {
    var rows = roll.rows().stream().filter(row -> states.contains(chronicle.stateOf(row))).toList();
    if (!rows.isEmpty()) {
      redo(rows.get(random.nextInt(rows.size())), request);
    }
  }

  /** That the campaign goes on to its end: no pause lasts, and nothing is held. */
  void insistOnTheEnd() {
    insist();
    if (chronicle.campaign() instanceof Present present
        && (present.phase() == CampaignPhase.PAUSED || present.stopping().isPresent())) {
      ask(new CampaignRequest.Resume());
    }
    roll.rows().stream()
        .filter(row -> chronicle.stateOf(row) == MailingState.IN_DOUBT)
        .forEach(
            row ->
                redo(
                    row,
                    held ->
                        new RecipientRequest.Resolve(
                            held.origin(), RecipientRequest.Resolution.DELIVERED)));
  }

  private void ask(CampaignRequest request) {
    world.tell(ME, roll.campaign(), new CampaignEntity.Ask(request, world.nobody()));
  }

  private void redo(Roll.Row row, Function<Roll.Row, RecipientRequest> request) {
    world.tell(
        ME,
        row.origin().pageId(roll.campaign().sender()),
        new PageEntity.Redo(row.origin().line(), request.apply(row), world.nobody()));
  }
}
