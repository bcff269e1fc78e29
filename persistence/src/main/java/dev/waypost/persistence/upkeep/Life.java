package dev.waypost.persistence.upkeep;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.persistence.audit.CutTotals;
import dev.waypost.persistence.audit.RecipientReplay;
import dev.waypost.persistence.upkeep.Stay.Reason;
import dev.waypost.persistence.view.CutFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An entity lives again up to where its journal can be cut. One thread. */
sealed interface Life {
  /** Takes the next event, unless it has to stay; then nothing behind it can go either. */
  Optional<Stay> take(Object event);

  /** Whether anything is wrong with what was taken: then all of it stays, for whoever looks. */
  boolean isEvidence();

  /** What the taken events come to: what the entity has after them. */
  Object state();

  /** Adds what the taken events had counted. */
  void count(CutFigures figures, CutTotals totals);

  /** Events of a recipient may go when the rows of the campaigns that they are about are gone. */
  final class OfRecipient implements Life {
    private final RecipientId recipient;
    private final Map<CampaignId, MailKind> archived;
    private final RecipientReplay replay;
    private final List<RecipientEvent> taken = new ArrayList<>();

    OfRecipient(
        RecipientId recipient,
        Recipient begin,
        Map<CampaignId, MailKind> archived,
        Duration foldAfter) {
      this.recipient = recipient;
      this.archived = archived;
      this.replay =
          RecipientReplay.from(
              begin,
              (state, event) -> Recipient.evolve(state, event).folded(event.at().minus(foldAfter)));
    }

    @Override
    public Optional<Stay> take(Object any) {
      if (!(any instanceof RecipientEvent event)) {
        return Optional.of(Stay.because(Reason.EVIDENCE));
      }
      var kept = campaigns(event).filter(name -> !archived.containsKey(id(name))).findFirst();
      if (kept.isPresent()) {
        return Optional.of(new Stay(Reason.CAMPAIGN, kept.get()));
      }
      try {
        replay.add(event);
      } catch (IllegalStateException cannotFollow) { // the audit tells of it
        return Optional.of(Stay.because(Reason.EVIDENCE));
      }
      taken.add(event);
      return Optional.empty();
    }

    private CampaignId id(String campaign) {
      return new CampaignId(recipient.sender(), campaign);
    }

    private static Stream<String> campaigns(RecipientEvent event) {
      return switch (event) {
        case RecipientEvent.MailingMoved moved -> Stream.of(moved.campaign());
        case RecipientEvent.HitsApplied applied ->
            applied.hits().stream().map(RecipientEvent.JudgedHit::campaign);
        case RecipientEvent.TestHitsApplied applied ->
            applied.hits().stream().map(RecipientEvent.JudgedHit::campaign);
        case RecipientEvent.HitsReclassified again ->
            again.hits().stream().map(RecipientEvent.Reclassified::campaign);
        case RecipientEvent.SuppressionAdded(var suppression, var at) ->
            suppression.campaign().stream();
        case RecipientEvent.SuppressionImported(var suppression, var at) ->
            suppression.campaign().stream();
        case RecipientEvent.SuppressionsRemoved removed -> Stream.empty();
      };
    }

    @Override
    public boolean isEvidence() {
      return replay.mailedTwice() > 0
          || replay.moved().values().stream()
              .map(RecipientReplay.Moved::campaign)
              .filter(name -> archived.get(id(name)) == MailKind.BROADCAST)
              .anyMatch(name -> replay.state().tried(name) > 1);
    }

    @Override
    public Recipient state() {
      return replay.state();
    }

    @Override
    public void count(CutFigures figures, CutTotals totals) {
      taken.forEach(event -> figures.add(recipient, event));
      taken.forEach(totals::add);
      totals.add(recipient, replay);
    }
  }

  /** Nobody but the page itself reads its events. */
  final class OfPage implements Life {
    private Page state;

    OfPage(Page begin) {
      this.state = begin;
    }

    @Override
    public Optional<Stay> take(Object any) {
      if (!(any instanceof PageEvent event)) {
        return Optional.of(Stay.because(Reason.EVIDENCE));
      }
      try {
        state = Page.evolve(state, event);
        return Optional.empty();
      } catch (IllegalStateException cannotFollow) { // its next recovery tells of it
        return Optional.of(Stay.because(Reason.EVIDENCE));
      }
    }

    @Override
    public boolean isEvidence() {
      return false;
    }

    @Override
    public Page state() {
      return state;
    }

    @Override
    public void count(CutFigures figures, CutTotals totals) {}
  }

  /** The kind of a campaign, as its last draft has it. */
  static Optional<MailKind> kind(Object event) {
    return event instanceof CampaignEvent.Drafted drafted
        ? Optional.of(drafted.plan().kind())
        : Optional.empty();
  }
}
