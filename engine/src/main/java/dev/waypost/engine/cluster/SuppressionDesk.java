package dev.waypost.engine.cluster;

import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.Exports.SuppressionSlice;
import dev.waypost.engine.roster.ImportLines.ImportId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Why addresses get no mail: one at a time, and in bulk. */
final class SuppressionDesk {
  private final EnginePorts ports;
  private final Entities entities;
  private final int askedAtOnce;
  private final AtomicLong imports = new AtomicLong();

  /**
   * @param askedAtOnce most recipients that one import asks at a time
   */
  SuppressionDesk(EnginePorts ports, Entities entities, int askedAtOnce) {
    this.ports = ports;
    this.entities = entities;
    this.askedAtOnce = askedAtOnce;
  }

  CompletionStage<List<Suppression>> of(SenderId sender, EmailAddress address) {
    CompletionStage<RecipientEntity.Portrait> portrait =
        entities.ask(
            recipient(sender, address), replyTo -> new RecipientEntity.Get(List.of(), replyTo));
    return portrait.thenApply(RecipientEntity.Portrait::suppressions);
  }

  /** Somebody that was never mailed has an address for exports from now on. */
  CompletionStage<List<Suppression>> add(SenderId sender, EmailAddress address) {
    var manual =
        new Suppression(Suppression.Reason.MANUAL, ports.clock().instant(), Optional.empty());
    var recipient = recipient(sender, address);
    return ports
        .importLines()
        .remember(sender, recipient.key(), address)
        .thenCompose(stored -> ask(recipient, new RecipientRequest.Suppress(manual)))
        .thenCompose(done -> of(sender, address));
  }

  CompletionStage<List<Suppression>> remove(SenderId sender, EmailAddress address) {
    return of(sender, address)
        .thenCompose(
            forgotten ->
                ask(recipient(sender, address), new RecipientRequest.Unsuppress())
                    .thenApply(done -> forgotten));
  }

  CompletionStage<SuppressionSlice> export(
      SenderId sender, Optional<RecipientKey> after, int limit) {
    return ports.exports().suppressions(sender, after, limit);
  }

  SuppressionImport open(SenderId sender) {
    return new SuppressionIntake(
        sender,
        new ImportId(ports.incarnation(), imports.incrementAndGet()),
        ports.importLines(),
        ports.pseudonyms().apply(sender),
        (recipient, suppressions) ->
            ask(recipient, new RecipientRequest.Import(suppressions)).thenAccept(done -> {}),
        ports.clock(),
        askedAtOnce);
  }

  private CompletionStage<RecipientEntity.Answer> ask(
      RecipientId recipient, RecipientRequest request) {
    return entities.ask(recipient, replyTo -> new RecipientEntity.Ask(request, replyTo));
  }

  private RecipientId recipient(SenderId sender, EmailAddress address) {
    return new RecipientId(sender, ports.pseudonyms().apply(sender).recipient(address));
  }
}
