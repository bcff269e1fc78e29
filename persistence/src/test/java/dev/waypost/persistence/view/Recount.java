package dev.waypost.persistence.view;

import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.report.VerdictCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Figures of a world by another way: from final states, and from each hit's last verdict. */
final class Recount {
  private record Seen(
      String recipient,
      String campaign,
      int row,
      Token.Kind kind,
      int link,
      Instant at,
      Verdict verdict) {
    boolean isBefore(String of, Reclassified change) {
      return recipient.equals(of)
          && campaign.equals(change.campaign())
          && row == change.rowHash()
          && kind == change.kind()
          && link == change.link()
          && at.equals(change.hitAt())
          && verdict == change.from();
    }

    Seen with(Verdict other) {
      return new Seen(recipient, campaign, row, kind, link, at, other);
    }

    String mail() {
      return recipient + campaign + row;
    }
  }

  private final World world;
  private final List<Seen> hits = new ArrayList<>();

  private Recount(World world) {
    this.world = world;
  }

  static Recount of(World world) {
    var recount = new Recount(world);
    for (var it : world.journal()) {
      if (it.event() instanceof RecipientEvent.HitsApplied applied) {
        applied.hits().forEach(hit -> recount.hits.add(seen(it.persistenceId(), hit)));
      } else if (it.event() instanceof RecipientEvent.HitsReclassified again) {
        again.hits().forEach(change -> recount.change(it.persistenceId(), change));
      }
    }
    return recount;
  }

  private static Seen seen(String recipient, JudgedHit hit) {
    return new Seen(
        recipient, hit.campaign(), hit.rowHash(), hit.kind(), hit.link(), hit.at(), hit.verdict());
  }

  private void change(String recipient, Reclassified change) {
    for (var i = 0; i < hits.size(); i++) {
      if (hits.get(i).isBefore(recipient, change)) {
        hits.set(i, hits.get(i).with(change.to()));
        return;
      }
    }
    throw new AssertionError("a hit was reclassified that nobody made: " + change);
  }

  MailingCounts mailings(String campaign) {
    return new MailingCounts(
        in(campaign, MailingState.ATTEMPTING),
        in(campaign, MailingState.DEFERRED),
        in(campaign, MailingState.DELIVERED),
        in(campaign, MailingState.BOUNCED),
        in(campaign, MailingState.EXPIRED),
        in(campaign, MailingState.SUPPRESSED),
        in(campaign, MailingState.DUPLICATE),
        in(campaign, MailingState.FAILED),
        in(campaign, MailingState.CANCELLED),
        in(campaign, MailingState.IN_DOUBT));
  }

  private long in(String campaign, MailingState state) {
    return world.states().values().stream()
        .flatMap(recipient -> recipient.mailings().values().stream())
        .filter(mailing -> mailing.id().campaign().equals(campaign) && mailing.state() == state)
        .count();
  }

  VerdictCounts opens(String campaign) {
    return verdicts(hit -> hit.campaign().equals(campaign) && hit.kind() == Token.Kind.OPEN);
  }

  VerdictCounts clicks(String campaign) {
    return verdicts(hit -> hit.campaign().equals(campaign) && hit.kind() == Token.Kind.CLICK);
  }

  Map<Integer, VerdictCounts> links(String campaign) {
    var links = new TreeMap<Integer, VerdictCounts>();
    hits.stream()
        .filter(hit -> hit.campaign().equals(campaign) && hit.kind() == Token.Kind.CLICK)
        .map(Seen::link)
        .distinct()
        .forEach(
            link ->
                links.put(
                    link,
                    verdicts(
                        hit ->
                            hit.campaign().equals(campaign)
                                && hit.kind() == Token.Kind.CLICK
                                && hit.link() == link)));
    return links;
  }

  private VerdictCounts verdicts(Predicate<Seen> which) {
    return new VerdictCounts(
        by(which, Verdict.HUMAN),
        by(which, Verdict.UNKNOWN),
        by(which, Verdict.MACHINE),
        hits.stream()
            .filter(which)
            .filter(hit -> hit.verdict() != Verdict.MACHINE)
            .map(Seen::mail)
            .distinct()
            .count());
  }

  private long by(Predicate<Seen> which, Verdict verdict) {
    return hits.stream().filter(which).filter(hit -> hit.verdict() == verdict).count();
  }

  long unsubscribed(String campaign) {
    return hits.stream()
        .filter(hit -> hit.campaign().equals(campaign) && hit.kind() == Token.Kind.UNSUBSCRIBE)
        .map(Seen::mail)
        .distinct()
        .count();
  }

  long doubted(String campaign) {
    return world.journal().stream()
        .filter(
            it -> it.event() instanceof RecipientEvent.Doubted d && d.campaign().equals(campaign))
        .count();
  }

  long applied() {
    return hits.size();
  }

  long events(Class<? extends RecipientEvent> type) {
    return world.journal().stream().filter(it -> type.isInstance(it.event())).count();
  }
}
