package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.store.SuppressionCode;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of events changes in why addresses get no mail. One thread. */
final class SuppressionMoves {
  private static final BulkSql ADD =
      BulkSql.insert(
          "suppression(sender, recipient_key, reason, since, campaign)",
          "ON CONFLICT(sender, recipient_key, reason)"
              + " DO UPDATE SET since = excluded.since, campaign = excluded.campaign",
          TEXT,
          BYTES,
          NUMBER,
          NUMBER,
          TEXT);

  private static final BulkSql FORGET =
      BulkSql.delete("suppression", List.of("sender", "recipient_key"), "", TEXT, BYTES);

  /** Of one recipient: whether all that was known is forgotten, and what came after it. */
  private static final class Change {
    private boolean isForgotten;
    private final Map<Suppression.Reason, Suppression> added =
        new EnumMap<>(Suppression.Reason.class);

    void add(Suppression suppression) {
      added.put(suppression.reason(), suppression);
    }

    void forget() {
      isForgotten = true;
      added.clear();
    }
  }

  private final Map<RecipientId, Change> changes = new LinkedHashMap<>();

  void add(String persistenceId, Object event) {
    if (!(event instanceof RecipientEvent told)) {
      return;
    }
    switch (told) {
      case RecipientEvent.SuppressionAdded(var suppression, var at) ->
          of(persistenceId).add(suppression);
      case RecipientEvent.SuppressionImported(var suppression, var at) ->
          of(persistenceId).add(suppression);
      case RecipientEvent.SuppressionsRemoved removed -> of(persistenceId).forget();
      case RecipientEvent.MailingMoved moved -> {}
      case RecipientEvent.HitsApplied hits -> {}
      case RecipientEvent.HitsReclassified again -> {}
      case RecipientEvent.TestHitsApplied hits -> {}
    }
  }

  private Change of(String persistenceId) {
    return changes.computeIfAbsent(RecipientId.parse(persistenceId), id -> new Change());
  }

  /** Writes what the changes come to, in the transaction it is called in. */
  void apply(Tables tables) throws SQLException {
    var forget = tables.bulk(FORGET);
    var add = tables.bulk(ADD);
    for (var change : changes.entrySet()) {
      var sender = change.getKey().sender().value();
      var key = change.getKey().key().bytes();
      if (change.getValue().isForgotten) {
        forget.text(sender).bytes(key).more();
      }
      for (var suppression : change.getValue().added.values()) {
        add.text(sender)
            .bytes(key)
            .number(SuppressionCode.of(suppression.reason()))
            .number(suppression.since().toEpochMilli())
            .text(suppression.campaign())
            .more();
      }
    }
    forget.updateAll();
    add.updateAll();
  }
}
