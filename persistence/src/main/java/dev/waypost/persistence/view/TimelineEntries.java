package dev.waypost.persistence.view;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.recipient.Suppression;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a recipient's events, oldest first, into what people are told. Every event tells at least
 * one thing, the same on every reading. One thread.
 *
 * <p>Fields: mailings have what they know of {@code attempt, code, status, host, detail, bounce,
 * reason, due, proof, whenInDoubt}; hits have {@code verdict, reasons, link}.
 */
final class TimelineEntries {
  private static final About ADDRESS = new About.Address();

  private final long told;
  private final List<Thing> things = new ArrayList<>();

  /** Behind events that have told so many things. */
  TimelineEntries(long told) {
    this.told = told;
  }

  List<Thing> things() {
    return things;
  }

  void add(long ordering, RecipientEvent event) {
    var first = things.size();
    var to = new Line(ordering, first, event.at());
    switch (event) {
      case MailingMoved moved -> moved(to, moved);
      case RecipientEvent.HitsApplied applied -> {
        applied.hits().forEach(hit -> hit(to, hit, new About.Hit(hit.campaign(), hit.rowHash())));
        if (applied.hits().isEmpty()) {
          to.add("hit.none", ADDRESS, Map.of());
        }
      }
      case RecipientEvent.TestHitsApplied applied -> {
        applied
            .hits()
            .forEach(hit -> hit(to, hit, new About.TestHit(hit.campaign(), hit.rowHash())));
        if (applied.hits().isEmpty()) {
          to.add("hit.none", ADDRESS, Map.of());
        }
      }
      case RecipientEvent.HitsReclassified again ->
          again.hits().forEach(hit -> reclassified(to, hit));
      case RecipientEvent.SuppressionAdded(var suppression, var at) -> {
        complained(to, suppression);
        suppressed(to, "suppression.added", suppression);
      }
      case RecipientEvent.SuppressionImported(var suppression, var at) ->
          suppressed(to, "suppression.imported", suppression);
      case RecipientEvent.SuppressionsRemoved removed ->
          to.add("suppression.removed", ADDRESS, Map.of());
    }
  }

  /** An event that cannot be read has its place all the same. */
  void addUnreadable(long ordering, Instant at) {
    new Line(ordering, things.size(), at).add("event.unreadable", ADDRESS, Map.of());
  }

  private static void moved(Line to, MailingMoved moved) {
    var fields = new LinkedHashMap<String, Object>();
    var row = new About.Row(moved.campaign(), moved.origin());
    switch (moved) {
      case RecipientEvent.AttemptStarted started -> {
        fields.put("attempt", started.number());
        to.add("mailing.attempted", row, fields);
      }
      case RecipientEvent.AttemptAbandoned abandoned -> {
        reply(fields, abandoned.number(), abandoned.reply());
        to.add("mailing.abandoned", row, said(abandoned.reply().text().value()), fields);
      }
      case RecipientEvent.Delivered delivered -> {
        reply(fields, delivered.number(), delivered.reply());
        to.add("mailing.delivered", row, said(delivered.reply().text().value()), fields);
      }
      case RecipientEvent.Deferred deferred -> {
        reply(fields, deferred.number(), deferred.reply());
        fields.put("due", Words.of(deferred.due()));
        to.add("mailing.deferred", row, said(deferred.reply().text().value()), fields);
      }
      case RecipientEvent.Bounced bounced -> {
        reply(fields, bounced.number(), bounced.reply());
        fields.put("bounce", Words.of(bounced.kind()));
        to.add("mailing.bounced", row, said(bounced.reply().text().value()), fields);
      }
      case RecipientEvent.Doubted doubted -> {
        reply(fields, doubted.number(), doubted.reply());
        fields.put("whenInDoubt", Words.of(doubted.next()));
        if (doubted.next() == WhenInDoubt.RETRY) {
          fields.put("due", Words.of(doubted.due()));
        }
        to.add("mailing.inDoubt", row, said(doubted.reply().text().value()), fields);
        afterDoubt(to, doubted);
      }
      case RecipientEvent.Resolved resolved -> {
        fields.put("proof", Words.of(resolved.proof()));
        to.add("mailing.delivered", row, fields);
      }
      case RecipientEvent.Requeued requeued -> {
        fields.put("from", Words.of(requeued.from()));
        to.add("mailing.requeued", row, fields);
      }
      case RecipientEvent.Closed closed -> {
        if (!closed.reason().isEmpty()) {
          fields.put("reason", closed.reason());
        }
        to.add("mailing." + Words.of(closed.to()), row, said(closed.reason()), fields);
      }
    }
  }

  private static Optional<String> said(String reason) {
    return Optional.of(reason).filter(text -> !text.isEmpty());
  }

  /** What the policy made of an attempt in doubt, so that the last thing tells the state. */
  private static void afterDoubt(Line to, RecipientEvent.Doubted doubted) {
    var row = new About.Row(doubted.campaign(), doubted.origin());
    switch (doubted.next()) {
      case ASSUME_DELIVERED -> to.add("mailing.delivered", row, Map.of("proof", "assumed"));
      case RETRY, HOLD -> {}
    }
  }

  private static void reply(Map<String, Object> fields, int attempt, Reply reply) {
    fields.put("attempt", attempt);
    if (reply.code() != 0) {
      fields.put("code", reply.code());
    }
    putUnlessEmpty(fields, "status", reply.status());
    putUnlessEmpty(fields, "host", reply.host());
    putUnlessEmpty(fields, "detail", reply.text().value());
  }

  private static void putUnlessEmpty(Map<String, Object> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, value);
    }
  }

  private static void hit(Line to, JudgedHit hit, About about) {
    var fields = new LinkedHashMap<String, Object>();
    var line = to.at(hit.at());
    switch (hit.kind()) {
      case OPEN -> line.add("hit.opened", about, judged(fields, hit));
      case CLICK -> {
        fields.put("link", hit.link());
        line.add("hit.clicked", about, judged(fields, hit));
      }
      case UNSUBSCRIBE -> line.add("recipient.unsubscribed", about, Map.of());
    }
  }

  private static Map<String, Object> judged(Map<String, Object> fields, JudgedHit hit) {
    fields.put("verdict", Words.of(hit.verdict()));
    fields.put("reasons", words(hit.reasons()));
    fields.put("signs", words(hit.signs()));
    fields.put("rules", hit.rules());
    return fields;
  }

  private static void reclassified(Line to, Reclassified hit) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", Words.of(hit.kind()));
    fields.put("link", hit.link());
    fields.put("hitAt", Words.of(hit.hitAt()));
    fields.put("from", Words.of(hit.from()));
    fields.put("verdict", Words.of(hit.to()));
    fields.put("reasons", words(hit.reasons()));
    to.add("hit.reclassified", new About.Hit(hit.campaign(), hit.rowHash()), fields);
  }

  /** About a mail of a campaign; one that was brought from elsewhere is told as such. */
  private static void complained(Line to, Suppression suppression) {
    if (suppression.reason() == Suppression.Reason.COMPLAINED) {
      suppression
          .campaign()
          .ifPresent(
              campaign -> to.add("recipient.complained", new About.Campaign(campaign), Map.of()));
    }
  }

  private static void suppressed(Line to, String type, Suppression suppression) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("reason", Words.of(suppression.reason()));
    fields.put("since", Words.of(suppression.since()));
    to.add(type, suppression.campaign().<About>map(About.Campaign::new).orElse(ADDRESS), fields);
  }

  private static List<String> words(Collection<? extends Enum<?>> values) {
    return values.stream().map(Words::of).sorted().toList();
  }

  /** The things of one event. */
  private final class Line {
    private final long ordering;
    private final int first;
    private final Instant at;

    Line(long ordering, int first, Instant at) {
      this.ordering = ordering;
      this.first = first;
      this.at = at;
    }

    Line at(Instant other) {
      return new Line(ordering, first, other);
    }

    void add(String type, About about, Map<String, Object> fields) {
      add(type, about, Optional.empty(), fields);
    }

    void add(String type, About about, Optional<String> reason, Map<String, Object> fields) {
      var index = things.size() - first;
      var seq = told + things.size() + 1;
      things.add(new Thing(ordering + "-" + index, type, at, seq, about, reason, fields));
    }
  }
}
