package dev.waypost.bench.recovery;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** A campaign that says one thing, so that the views know of its batch. */
final class Opening extends EventSourcedBehavior<Runnable, CampaignEvent, Integer> {
  private final CampaignEvent said;

  private Opening(CampaignId campaign, CampaignEvent said) {
    super(PersistenceId.ofUniqueId(campaign.persistenceId()));
    this.said = said;
  }

  /** Runs the command when it is written. */
  static Behavior<Runnable> create(CampaignId campaign, CampaignEvent said) {
    return new Opening(campaign, said);
  }

  @Override
  public Integer emptyState() {
    return 0;
  }

  @Override
  public CommandHandler<Runnable, CampaignEvent, Integer> commandHandler() {
    return (state, written) -> Effect().persist(said).thenRun(s -> written.run());
  }

  @Override
  public EventHandler<Integer, CampaignEvent> eventHandler() {
    return (state, event) -> state + 1;
  }
}
