package dev.waypost.persistence.view;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.SuppressionCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a run of events changes in why addresses get no mail. One thread. */
final class SuppressionMoves {
  private static final String ADD =
      "INSERT INTO suppression(sender, recipient_key, reason, since, campaign)"
          + " VALUES (?, ?, ?, ?, ?) ON CONFLICT(sender, recipient_key, reason)"
          + " DO UPDATE SET since = excluded.since, campaign = excluded.campaign";

  private static final String FORGET =
      "DELETE FROM suppression WHERE sender = ? AND recipient_key = ?";

  private sealed interface Move {
    record Add(RecipientId recipient, Suppression suppression) implements Move {}

    record Forget(RecipientId recipient) implements Move {}
  }

  private final List<Move> moves = new ArrayList<>();

  void add(String persistenceId, Object event) {
    if (!(event instanceof RecipientEvent told)) {
      return;
    }
    switch (told) {
      case RecipientEvent.SuppressionAdded(var suppression, var at) ->
          moves.add(new Move.Add(RecipientId.parse(persistenceId), suppression));
      case RecipientEvent.SuppressionImported(var suppression, var at) ->
          moves.add(new Move.Add(RecipientId.parse(persistenceId), suppression));
      case RecipientEvent.SuppressionsRemoved removed ->
          moves.add(new Move.Forget(RecipientId.parse(persistenceId)));
      case RecipientEvent.MailingMoved moved -> {}
      case RecipientEvent.HitsApplied hits -> {}
      case RecipientEvent.HitsReclassified again -> {}
      case RecipientEvent.TestHitsApplied hits -> {}
    }
  }

  /** Writes the changes in their order, in the transaction it is called in. */
  void apply(Session session) throws SQLException {
    for (var move : moves) {
      switch (move) {
        case Move.Add(var recipient, var suppression) ->
            Query.of(session, ADD)
                .text(recipient.sender().value())
                .bytes(recipient.key().bytes())
                .number(SuppressionCode.of(suppression.reason()))
                .time(suppression.since())
                .text(suppression.campaign())
                .update();
        case Move.Forget(var recipient) ->
            Query.of(session, FORGET)
                .text(recipient.sender().value())
                .bytes(recipient.key().bytes())
                .update();
      }
    }
  }

  static void clear(Session session) throws SQLException {
    Query.of(session, "DELETE FROM suppression").update();
  }
}
