package dev.waypost.deploy.system;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the sender API says of recipients, as tests ask it. */
final class Recipients {
  /** All states that a mailing can be in. */
  static final List<String> STATES =
      List.of(
          "waiting",
          "attempting",
          "deferred",
          "delivered",
          "bounced",
          "expired",
          "suppressed",
          "duplicate",
          "failed",
          "cancelled",
          "inDoubt");

  private Recipients() {}

  /** One recipient of a campaign. */
  static Json of(Api api, String campaign, String id) throws IOException, InterruptedException {
    return api.get(path(campaign, id)).expect(200).json();
  }

  static String path(String campaign, String id) {
    return "/v1/campaigns/" + campaign + "/recipients/" + id;
  }

  static Json await(Api api, String campaign, String id, String state, Duration limit)
      throws Exception {
    return Await.value(
        limit, id + " is " + state, () -> of(api, campaign, id), r -> text(r, "state", state));
  }

  /** The campaign object once so many of its recipients are in that state. */
  static Json awaitCount(Api api, String campaign, String state, long count, Duration limit)
      throws Exception {
    return Await.value(
        limit,
        count + " of " + campaign + " are " + state,
        () -> api.campaign(campaign),
        c -> count(c, state) == count);
  }

  static long count(Json campaign, String state) {
    return campaign.at("recipients", state).asLong();
  }

  /** Of the states together: what {@code accepted} must be. */
  static long sum(Json campaign) {
    return STATES.stream().mapToLong(state -> count(campaign, state)).sum();
  }

  /** That member of each attempt, in their order. */
  static List<String> attempts(Json recipient, String member) {
    return recipient.at("attempts").asList().stream()
        .map(attempt -> attempt.at(member))
        .map(value -> value.asText().orElseGet(value::print))
        .toList();
  }

  /** The tracked URLs of the mail. */
  static List<String> links(Json recipient) {
    return recipient.at("links").asList().stream()
        .flatMap(link -> link.at("tracked").asText().stream())
        .toList();
  }

  /** Whether a member has this text. */
  static boolean text(Json json, String member, String text) {
    return json.at(member).asText().stream().anyMatch(text::equals);
  }

  static Stream<String> addresses(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "p" + i + "@example.com");
  }
}
