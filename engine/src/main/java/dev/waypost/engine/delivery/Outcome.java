package dev.waypost.engine.delivery;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How one attempt ended. Exactly one outcome belongs to an attempt. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Delivered.class, name = "delivered"),
  @JsonSubTypes.Type(value = Outcome.Deferred.class, name = "deferred"),
  @JsonSubTypes.Type(value = Outcome.Bounced.class, name = "bounced"),
  @JsonSubTypes.Type(value = Outcome.InDoubt.class, name = "inDoubt"),
  @JsonSubTypes.Type(value = Outcome.Untried.class, name = "untried"),
})
public sealed interface Outcome {
  Reply reply();

  /** The other side took responsibility (2yz after the final dot; RFC 5321 section 6.1). */
  record Delivered(Reply reply) implements Outcome {}

  /**
   * It did not work now (4yz, or the connection failed before the final dot). Trying again is safe.
   */
  record Deferred(Reply reply) implements Outcome {}

  /** It will not work (5yz). */
  record Bounced(BounceKind kind, Reply reply) implements Outcome {}

  /** The final dot was sent and no reply came: delivered or not, nobody knows (RFC 1047). */
  record InDoubt(Reply reply, Doubt doubt) implements Outcome {
    /** The other side fell silent. */
    public InDoubt(Reply reply) {
      this(reply, Doubt.PEER_SILENT);
    }
  }

  /** Why nobody knows. */
  enum Doubt {
    /** It may fall silent again, so a further try keeps to the schedule. */
    PEER_SILENT,
    /** The sending process died; the other side has done nothing to be spared for. */
    SENDER_DIED
  }

  /** Nothing was said to the other side about this mail; the attempt does not count. */
  record Untried(Reply reply) implements Outcome {}
}
