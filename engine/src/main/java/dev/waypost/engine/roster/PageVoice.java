package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.roster.PageEntity.Entrance;
import dev.waypost.engine.roster.PageEntity.Surroundings;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a page says to its campaign and to the recipients of its rows. All of it may be lost, and is
 * said again; answers go to the page.
 */
final class PageVoice {
  /**
   * Where answers are heard.
   *
   * @param terms what the campaign allows, when it answers
   * @param redone answers of recipients that were asked for another try
   * @param known the campaign knows that the page is finished
   * @param finished answers of the campaign to that news
   */
  record Ears(
      ActorRef<RecipientEntity.Standing> recipients,
      ActorRef<RecipientEntity.Answer> redone,
      ActorRef<CampaignEntity.Answer> finished,
      Runnable known,
      Consumer<CompletionStage<CampaignEntity.Terms>> terms) {}

  private final PageId id;
  private final Surroundings outside;
  private final Ears ears;

  PageVoice(PageId id, Surroundings outside, Ears ears) {
    this.id = id;
    this.outside = outside;
    this.ears = ears;
  }

  void enter(CampaignId campaign, int rows) {
    ears.terms().accept(outside.entrance().apply(campaign, new Entrance(id, rows)));
  }

  void rest(CampaignId campaign) {
    outside.campaigns().accept(campaign, new CampaignEntity.Rest(id));
  }

  void finish(CampaignId campaign) {
    var finish = new CampaignRequest.FinishPage(id.batch(), id.number());
    outside.campaigns().accept(campaign, new CampaignEntity.Ask(finish, ears.finished()));
  }

  /** Nobody has to be told. */
  void finishKnown() {
    ears.known().run();
  }

  void stopped(CampaignId campaign, int epoch) {
    outside.campaigns().accept(campaign, new CampaignEntity.Stopped(id, epoch));
  }

  void drive(RowRef row, MailingOrder order) {
    tell(row, new RecipientEntity.Drive(order, ears.recipients()));
  }

  void callOff(RowRef row, CampaignId campaign) {
    tell(row, new RecipientEntity.CallOff(mailing(row, campaign), ears.recipients()));
  }

  void withdraw(RowRef row) {
    tell(row, new RecipientEntity.Withdraw(origin(row), ears.recipients()));
  }

  /** They will be asked soon, most of them for the first time ever. */
  void announce(List<RowRef> rows) {
    outside
        .announcements()
        .expect(rows.stream().map(row -> new RecipientId(id.sender(), row.recipient())).toList());
  }

  void redo(RowRef row, RecipientRequest request) {
    tell(row, new RecipientEntity.Ask(request, ears.redone()));
  }

  private void tell(RowRef row, RecipientEntity.Command command) {
    outside.recipients().accept(new RecipientId(id.sender(), row.recipient()), command);
  }

  MailingId mailing(RowRef row, CampaignId campaign) {
    return new MailingId(origin(row), campaign.name(), row.row());
  }

  private Origin origin(RowRef row) {
    return new Origin(id.batch(), id.number(), row.line());
  }
}
