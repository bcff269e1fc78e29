package dev.waypost.engine.roster;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.LinkTableId;
import java.time.Duration;
import java.util.Optional;

/**
 * What a batch of test mailings sends, fixed when it was asked for: later versions, states and
 * limits in time of the campaign change nothing in it.
 *
 * @param content by its link table
 */
public record TestPlan(LinkTableId content, WhenInDoubt whenInDoubt) {
  /** Nobody can be asked what became of a test, so that none is held. */
  public TestPlan {
    whenInDoubt =
        switch (whenInDoubt) {
          case RETRY -> WhenInDoubt.RETRY;
          case ASSUME_DELIVERED, HOLD -> WhenInDoubt.ASSUME_DELIVERED;
        };
  }

  /**
   * A sender tests with his own people, who may have unsubscribed: of suppressions only those hold
   * a test back that hold transactional mail back, and manual ones.
   */
  MailingOrder order(MailingId mailing) {
    return new MailingOrder(
        mailing,
        MailingOrder.Claim.OWNED,
        MailKind.TRANSACTIONAL,
        content,
        whenInDoubt,
        Optional.empty(),
        Duration.ZERO);
  }
}
