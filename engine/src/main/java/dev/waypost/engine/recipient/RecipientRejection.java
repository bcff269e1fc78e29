package dev.waypost.engine.recipient;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Why a recipient refuses. Nothing has happened then. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = RecipientRejection.UnknownMailing.class, name = "unknownMailing"),
  @JsonSubTypes.Type(value = RecipientRejection.WrongState.class, name = "wrongState"),
  @JsonSubTypes.Type(value = RecipientRejection.NotWanted.class, name = "notWanted"),
})
public sealed interface RecipientRejection {
  /** No such mailing. */
  record UnknownMailing() implements RecipientRejection {}

  /** The mailing's state does not allow it. */
  record WrongState(MailingState state) implements RecipientRejection {}

  /** The attempt must not begin: withdrawn, overtaken, or another one. */
  record NotWanted() implements RecipientRejection {}
}
