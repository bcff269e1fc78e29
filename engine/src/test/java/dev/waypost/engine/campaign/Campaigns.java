package dev.waypost.engine.campaign;

import dev.waypost.engine.campaign.Campaign.Accept;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.Campaign.Reject;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.LinkTableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values that tests of campaigns share, and a campaign that remembers what it was asked. */
public final class Campaigns {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Campaigns() {}

  public static CampaignPlan plan(int version, MailKind kind) {
    return new CampaignPlan(
        version,
        "digest-" + version,
        new LinkTableId(version),
        kind,
        WhenInDoubt.HOLD,
        Optional.empty());
  }

  public static BatchId batch(int number) {
    return new BatchId("batch-%010d".formatted(number));
  }

  /** A campaign under test. */
  static final class Told {
    Campaign state = new Campaign.Absent();
    Instant now = NOON;

    /** A broadcast with one batch of so many pages of 10 rows, not launched. */
    static Told drafted(int pages) {
      var told = new Told();
      told.ask(new CampaignRequest.Put(plan(1, MailKind.BROADCAST), Optional.empty()));
      told.ask(new CampaignRequest.AddBatch(batch(1), pages, pages * 10));
      return told;
    }

    static Told running(int pages) {
      var told = drafted(pages);
      told.ask(new CampaignRequest.Launch(Optional.empty()));
      return told;
    }

    List<CampaignEvent> ask(CampaignRequest request) {
      return switch (Campaign.decide(state, request, now)) {
        case Accept(var events) -> {
          events.forEach(event -> state = Campaign.evolve(state, event));
          yield events;
        }
        case Reject(var reason) -> throw new AssertionError(request + " was refused: " + reason);
      };
    }

    CampaignRejection refused(CampaignRequest request) {
      return switch (Campaign.decide(state, request, now)) {
        case Accept(var events) -> throw new AssertionError(request + " gave " + events);
        case Reject(var reason) -> reason;
      };
    }

    Told open(int page) {
      ask(new CampaignRequest.OpenPage(batch(1), page, 10));
      return this;
    }

    Told finish(int page) {
      ask(new CampaignRequest.FinishPage(batch(1), page));
      return this;
    }

    Present present() {
      return (Present) state;
    }

    CampaignPhase phase() {
      return present().phase();
    }
  }
}
