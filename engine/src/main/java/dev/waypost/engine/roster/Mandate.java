package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignEntity.Release;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.CampaignId;
import java.util.Optional;

/** On whose word a page drives its rows, and who hears how it fares. Chosen when they are read. */
sealed interface Mandate {
  static Mandate of(PageRows.PageContent content) {
    return content
        .test()
        .<Mandate>map(plan -> new OfTest(content.campaign(), plan))
        .orElseGet(() -> new OfCampaign(content.campaign()));
  }

  CampaignId campaign();

  /** What a recipient is asked for; empty while that takes a release that the page has not. */
  Optional<MailingOrder> order(MailingId mailing, RowRef row, Optional<Release> release);

  /** Asks for the page's terms, also when it has some: they may have changed since. */
  void enter(PageVoice voice, int rows);

  /** The page does not act for now. */
  void rest(PageVoice voice);

  /** Nothing is left to do; the page closes when that is known. */
  void finish(PageVoice voice);

  /** Its campaign releases, holds and ends it. */
  record OfCampaign(CampaignId campaign) implements Mandate {
    @Override
    public Optional<MailingOrder> order(MailingId mailing, RowRef row, Optional<Release> release) {
      return release.map(granted -> order(mailing, row, granted));
    }

    private static MailingOrder order(MailingId mailing, RowRef row, Release granted) {
      var plan = granted.plan();
      return new MailingOrder(
          mailing,
          row.claim(),
          plan.kind(),
          plan.linkTable(),
          plan.whenInDoubt(),
          plan.expireMailAt(),
          granted.pausedFor());
    }

    @Override
    public void enter(PageVoice voice, int rows) {
      voice.enter(campaign, rows);
    }

    @Override
    public void rest(PageVoice voice) {
      voice.rest(campaign);
    }

    @Override
    public void finish(PageVoice voice) {
      voice.finish(campaign);
    }
  }

  /** Released by whoever asked for the tests; their campaign neither holds them nor waits. */
  record OfTest(CampaignId campaign, TestPlan plan) implements Mandate {
    @Override
    public Optional<MailingOrder> order(MailingId mailing, RowRef row, Optional<Release> release) {
      return Optional.of(plan.order(mailing));
    }

    @Override
    public void enter(PageVoice voice, int rows) {}

    @Override
    public void rest(PageVoice voice) {}

    @Override
    public void finish(PageVoice voice) {
      voice.finishKnown();
    }
  }
}
