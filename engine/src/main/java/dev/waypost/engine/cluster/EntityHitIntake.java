package dev.waypost.engine.cluster;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.send.RecipientDoor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Hands hits to their recipients. The link table of a hit names its sender and campaign; without
 * one it is refused.
 */
final class EntityHitIntake implements HitIntake {
  private final LinkTables tables;
  private final RecipientDoor recipients;

  EntityHitIntake(LinkTables tables, RecipientDoor recipients) {
    this.tables = tables;
    this.recipients = recipients;
  }

  /** A hit with the table that it belongs to, if there is one. */
  private record Resolved(LoggedHit hit, Optional<LinkTable> table) {
    boolean isRefused() {
      return table.isEmpty();
    }
  }

  @Override
  public CompletionStage<Receipt> apply(
      RecipientKey recipient, HitLog.LogId log, List<LoggedHit> hits) {
    return resolve(hits).thenCompose(resolved -> hand(recipient, log, resolved));
  }

  private CompletionStage<List<Resolved>> resolve(List<LoggedHit> hits) {
    CompletionStage<List<Resolved>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (var hit : hits) {
      all =
          all.thenCombine(
              tables.find(hit.hit().token().table()),
              (list, table) -> {
                list.add(new Resolved(hit, table));
                return list;
              });
    }
    return all;
  }

  private CompletionStage<Receipt> hand(
      RecipientKey recipient, HitLog.LogId log, List<Resolved> resolved) {
    var bySender = new LinkedHashMap<SenderId, List<RecipientRequest.RecipientHit>>();
    var refused = 0;
    for (var one : resolved) {
      if (one.isRefused()) {
        refused++;
      } else {
        var table = one.table().orElseThrow();
        bySender
            .computeIfAbsent(table.campaign().sender(), s -> new ArrayList<>())
            .add(
                new RecipientRequest.RecipientHit(
                    one.hit().number(),
                    one.hit().hit(),
                    table.campaign().name(),
                    table.links().size()));
      }
    }
    var receipt = new Receipt(resolved.size() - refused, refused);
    return handAll(recipient, log, bySender).thenApply(done -> receipt);
  }

  private CompletionStage<Void> handAll(
      RecipientKey recipient,
      HitLog.LogId log,
      Map<SenderId, List<RecipientRequest.RecipientHit>> bySender) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (var entry : bySender.entrySet()) {
      var id = new RecipientId(entry.getKey(), recipient);
      var request = new RecipientRequest.ApplyHits(log, entry.getValue());
      CompletionStage<RecipientEntity.Answer> answer =
          recipients.ask(id, replyTo -> new RecipientEntity.Ask(request, replyTo));
      all =
          all.thenCombine(
              answer,
              (before, done) ->
                  switch (done) {
                    case RecipientEntity.Done d -> before;
                    case RecipientEntity.Rejected(var reason) ->
                        throw new IllegalStateException("hits were refused: " + reason);
                  });
    }
    return all;
  }
}
