package dev.waypost.deploy.demo;

import dev.waypost.deploy.client.Json;
import dev.waypost.persistence.audit.AuditReport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a marketer wants to know, then what an engineer does. */
final class Summary {
  private static final int TOP_LINKS = 5;
  private static final List<String> STATES =
      List.of(
          "delivered",
          "bounced",
          "deferred",
          "expired",
          "suppressed",
          "duplicate",
          "failed",
          "cancelled",
          "inDoubt",
          "waiting",
          "attempting");

  /** Everything that is shown. */
  record Results(
      Json batch,
      Json campaign,
      Json links,
      int lines,
      long arrived,
      Duration delivery,
      Duration clicking,
      Histogram redirectMicros,
      Tally tally,
      Findings findings,
      AuditReport equations) {}

  private final PrintStream out;

  Summary(PrintStream out) {
    this.out = out;
  }

  void print(Results results) {
    recipients(results);
    engagement(results.campaign().at("engagement"), results.campaign());
    topLinks(results.links());
    speed(results);
    checks(results);
  }

  private void recipients(Results results) {
    title("Recipients");
    row("lines in the file", results.lines());
    row("  rejected, with the reason for each", results.batch().at("rejected").asLong());
    row("  id repeated, dropped", results.batch().at("duplicates").asLong());
    row("accepted", results.campaign().at("recipients", "accepted").asLong());
    for (var state : STATES) {
      var count = results.campaign().at("recipients", state).asLong();
      if (count > 0 || state.equals("delivered") || state.equals("bounced")) {
        row("  " + name(state), count);
      }
    }
  }

  private void engagement(Json engagement, Json campaign) {
    title("What happened to the mails");
    out.printf("  %-38s %9s %9s %9s %9s%n", "", "by people", "machines", "unknown", "people");
    for (var kind : List.of("opens", "clicks")) {
      var counts = engagement.at(kind);
      out.printf(
          "  %-38s %,9d %,9d %,9d %,9d%n",
          kind,
          counts.at("human").asLong(),
          counts.at("machine").asLong(),
          counts.at("unknown").asLong(),
          counts.at("unique").asLong());
    }
    row("unsubscribed", engagement.at("unsubscribed").asLong());
    var delivered = campaign.at("recipients", "delivered").asLong();
    if (delivered > 0) {
      out.printf(
          "  %-38s %8.1f%%%n",
          "open rate, machines left out",
          100.0 * engagement.at("opens", "unique").asLong() / delivered);
      out.printf(
          "  %-38s %8.1f%%%n",
          "click rate, machines left out",
          100.0 * engagement.at("clicks", "unique").asLong() / delivered);
    }
  }

  private void topLinks(Json links) {
    var byUrl = new LinkedHashMap<String, Long>();
    for (var link : links.at("links").asList()) {
      byUrl.merge(
          link.at("url").asText().orElse("?"), link.at("clicks", "human").asLong(), Long::sum);
    }
    title("Top links, by people's clicks");
    byUrl.entrySet().stream()
        .sorted(Comparator.comparing(e -> -e.getValue()))
        .limit(TOP_LINKS)
        .forEach(e -> out.printf("  %,9d  %s%n", e.getValue(), e.getKey()));
  }

  private void speed(Results results) {
    var micros = results.redirectMicros();
    title("Speed, everything on this one machine");
    out.printf(
        "  %-38s %,9.0f mails/s%n",
        "delivery, launch to finished", rate(results.arrived(), results.delivery()));
    out.printf(
        "  %-38s %,9.0f requests/s%n",
        "redirects, with all else that visits", rate(micros.getTotalCount(), results.clicking()));
    out.printf(
        "  redirect latency, closed loop, %d visitors: p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
        Audience.VISITORS,
        micros.getValueAtPercentile(50) / 1000.0,
        micros.getValueAtPercentile(99) / 1000.0,
        micros.getMaxValue() / 1000.0);
  }

  private void checks(Results results) {
    title("Does it add up?");
    results.equations().equations().forEach(e -> out.println("  " + e));
    out.printf(
        "  %-7s %,d forged links were answered 404%n",
        "tried", results.tally().count(Tally.Deed.FORGERY));
    if (results.findings().differences().isEmpty()) {
      out.println("  ok      every count is what the demo itself did");
    } else {
      results.findings().differences().forEach(d -> out.println("  WRONG   " + d));
    }
    out.println();
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private void row(String name, long count) {
    out.printf("  %-38s %,9d%n", name, count);
  }

  private static String name(String state) {
    return switch (state) {
      case "duplicate" -> "mailbox has the mail under another id";
      case "inDoubt" -> "in doubt";
      default -> state;
    };
  }

  private static double rate(long count, Duration time) {
    return count / Math.max(0.001, time.toNanos() / 1e9);
  }
}
