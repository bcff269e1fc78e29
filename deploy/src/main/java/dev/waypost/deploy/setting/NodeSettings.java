package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Trouble;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.http.api.ApiSettings;
import dev.waypost.http.api.EventSettings;
import dev.waypost.http.track.TrackSettings;
import dev.waypost.persistence.DatabaseSettings;
import dev.waypost.persistence.PostgresAddress;
import dev.waypost.persistence.hitlog.HitLogSettings;
import dev.waypost.persistence.journal.JournalSettings;
import dev.waypost.persistence.upkeep.RetentionSettings;
import dev.waypost.persistence.view.ViewSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a node is told, checked one by one and against each other. reference.conf says what each
 * means.
 *
 * @param dataFolder absolute
 * @param apiKeys empty: one is generated into the data folder
 * @param trackUrl empty: {@code http://localhost} with the port that tracking listens on
 * @param tokenKeys empty: generated into the data folder
 * @param trustedProxies addresses or CIDR
 * @param postgres empty: SQLite in the data folder
 */
public record NodeSettings(
    Path dataFolder,
    String bind,
    Ports ports,
    List<Secret> apiKeys,
    Optional<URI> trackUrl,
    Optional<Secret> tokenKeys,
    List<String> trustedProxies,
    Smtp smtp,
    Delivery delivery,
    Optional<PostgresAddress> postgres,
    DatabaseSettings database,
    JournalSettings journal,
    ViewSettings view,
    RetentionSettings retention,
    HitLogSettings hitLog,
    TrackSettings track,
    ApiSettings.Bounds api,
    EventSettings events,
    EngineBounds engine,
    MailboxLimits mailbox) {

  /**
   * Ports to listen on; 0 is any free one.
   *
   * @param ops empty: on the API port
   */
  public record Ports(int api, int track, OptionalInt ops) {
    public Ports {
      if (api != 0 && api == track) {
        throw Trouble.configuration(
            "API and tracking are both on port " + api,
            "give " + Option.API_PORT.label() + " or " + Option.TRACK_PORT.label() + " another");
      }
      if (ops.isPresent() && ops.getAsInt() != 0 && ops.getAsInt() == track) {
        throw Trouble.configuration(
            "health and metrics would be public on the tracking port " + track,
            "give " + Option.OPS_PORT.label() + " another port, or leave it unset");
      }
    }
  }

  /**
   * How mail is delivered.
   *
   * @param connections to one relay, 1..1000
   */
  public record Delivery(RetrySchedule retry, int connections) {}

  /**
   * Bounds and ports of the built-in mailbox.
   *
   * @param mails 1..1000000
   * @param bytes compressed, at least 1 MiB
   */
  public record MailboxLimits(int port, int smtpPort, int mails, long bytes) {
    public MailboxLimits withPort(int other) {
      return new MailboxLimits(other, smtpPort, mails, bytes);
    }
  }

  public NodeSettings {
    apiKeys = List.copyOf(apiKeys);
    trustedProxies = List.copyOf(trustedProxies);
    if (smtp.leavesMachine() && trackUrl.isEmpty()) {
      throw Trouble.configuration(
          Option.TRACK_URL.label() + " is not set, but mail leaves this machine",
          "set it to the public base of tracked links, as https://links.example.com: links in"
              + " inboxes cannot be recalled");
    }
  }

  public NodeSettings withMailbox(MailboxLimits other) {
    return new NodeSettings(
        dataFolder,
        bind,
        ports,
        apiKeys,
        trackUrl,
        tokenKeys,
        trustedProxies,
        smtp,
        delivery,
        postgres,
        database,
        journal,
        view,
        retention,
        hitLog,
        track,
        api,
        events,
        engine,
        other);
  }

  /** Base of tracked links once the port is known; without a trailing slash. */
  public URI trackUrl(int boundPort) {
    return trackUrl.orElseGet(() -> URI.create("http://localhost:" + boundPort));
  }
}
