package dev.waypost.engine.send;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEntity;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How recipients are asked, wherever they live. A timeout means unknown: ask again. Never blocks.
 */
public interface RecipientDoor {
  <R> CompletionStage<R> ask(
      RecipientId recipient, Function<ActorRef<R>, RecipientEntity.Command> question);
}
