package dev.waypost.deploy.demo;

import dev.waypost.deploy.client.Json;
import java.util.ArrayList;
import java.util.List;

/** Where Waypost's counts differ from what the demo did. */
record Findings(List<String> differences) {
  Findings {
    differences = List.copyOf(differences);
  }

  /**
   * Compares.
   *
   * @param campaign as the API gives it
   * @param batch the answer to the recipients
   * @param arrived mails in the mailbox
   */
  static Findings of(Json campaign, Json batch, Crowd crowd, long arrived, Tally tally) {
    var found = new ArrayList<String>();
    compare(found, "accepted rows", batch.at("accepted").asLong(), crowd.accepted());
    compare(found, "repeated ids", batch.at("duplicates").asLong(), crowd.repeated());
    compare(found, "rejected rows", batch.at("rejected").asLong(), crowd.wrong());
    compare(found, "accepted", recipients(campaign, "accepted"), crowd.accepted());
    compare(found, "duplicate", recipients(campaign, "duplicate"), crowd.aliases());
    compare(found, "delivered", recipients(campaign, "delivered"), arrived);
    compare(
        found,
        "delivered and suppressed",
        recipients(campaign, "delivered") + recipients(campaign, "suppressed"),
        crowd.people().size());
    engagement(found, campaign, tally);
    tally.faults().forEach((kind, count) -> found.add(kind + ": " + count + " times"));
    return new Findings(found);
  }

  /** Only what comes from hits, which is counted a little later than it is answered. */
  static boolean isSettled(Json campaign, Tally tally) {
    var found = new ArrayList<String>();
    engagement(found, campaign, tally);
    return found.isEmpty();
  }

  private static void engagement(List<String> found, Json campaign, Tally tally) {
    var engagement = campaign.at("engagement");
    var opens = engagement.at("opens");
    var clicks = engagement.at("clicks");
    var humanOpens = tally.count(Tally.Deed.HUMAN_OPEN);
    compare(found, "opens by people", opens.at("human").asLong(), humanOpens);
    compare(found, "people who opened", opens.at("unique").asLong(), humanOpens);
    compare(
        found,
        "opens by machines",
        opens.at("machine").asLong(),
        tally.count(Tally.Deed.MACHINE_OPEN));
    compare(
        found,
        "clicks by people",
        clicks.at("human").asLong(),
        tally.count(Tally.Deed.HUMAN_CLICK));
    compare(
        found,
        "people who clicked",
        clicks.at("unique").asLong(),
        tally.count(Tally.Deed.CLICKING_PERSON));
    compare(
        found,
        "clicks by machines",
        clicks.at("machine").asLong(),
        tally.count(Tally.Deed.MACHINE_CLICK));
    compare(
        found,
        "unsubscribed",
        engagement.at("unsubscribed").asLong(),
        tally.count(Tally.Deed.UNSUBSCRIBE));
  }

  private static long recipients(Json campaign, String state) {
    return campaign.at("recipients", state).asLong();
  }

  private static void compare(List<String> found, String what, long counted, long done) {
    if (counted != done) {
      found.add("%s: Waypost counted %,d, the demo did %,d".formatted(what, counted, done));
    }
  }
}
