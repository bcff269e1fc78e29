package dev.waypost.deploy.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.NodeSettings.Delivery;
import dev.waypost.deploy.setting.NodeSettings.MailboxLimits;
import dev.waypost.deploy.setting.NodeSettings.Ports;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.http.api.ApiSettings;
import dev.waypost.http.api.EventSettings;
import dev.waypost.http.track.TrackSettings;
import dev.waypost.http.track.TrustedProxies;
import dev.waypost.persistence.DatabaseSettings;
import dev.waypost.persistence.PostgresAddress;
import dev.waypost.persistence.hitlog.HitLogSettings;
import dev.waypost.persistence.journal.JournalSettings;
import dev.waypost.persistence.upkeep.RetentionSettings;
import dev.waypost.persistence.view.ViewSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@link NodeSettings} out of the merged layers, value by value. */
final class ReadSettings {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/\\d{1,3})?");

  private ReadSettings() {}

  /** Reads what stands inside {@code waypost { }}; unknown keys have been refused before. */
  static NodeSettings node(Config config) {
    try {
      refuseLaterVersions(config);
      var delivery = new Delivery(retry(config), whole(config, "delivery.connections", 1, 1000));
      return new NodeSettings(
          folder(config),
          bind(config),
          new Ports(
              port(config, Option.API_PORT.key()),
              port(config, Option.TRACK_PORT.key()),
              text(config, Option.OPS_PORT).isPresent()
                  ? OptionalInt.of(port(config, Option.OPS_PORT.key()))
                  : OptionalInt.empty()),
          checkedApiKeys(config),
          text(config, Option.TRACK_URL).map(url -> Urls.base(Option.TRACK_URL, url)),
          text(config, Option.TOKEN_KEYS).map(ReadSettings::tokenKeys),
          proxies(config),
          smtp(config),
          delivery,
          postgres(config),
          section(config, "database", DatabaseSettings::from),
          section(config, "journal", JournalSettings::from),
          section(config, "view", ViewSettings::from),
          section(config, "retention", RetentionSettings::from),
          section(config, "hitlog", HitLogSettings::from),
          section(config, "track", TrackSettings::from),
          section(config, "api", ApiSettings.Bounds::from),
          section(config, "events", EventSettings::from),
          section(
              config,
              "engine",
              engine -> EngineBounds.from(engine, delivery, Runtime.getRuntime().maxMemory())),
          new MailboxLimits(
              port(config, "mailbox.port"),
              port(config, "mailbox.smtp-port"),
              whole(config, "mailbox.mails", 1, 1_000_000),
              mailboxBytes(config)));
    } catch (ConfigException e) {
      throw new Trouble(
          Exit.CONFIGURATION, String.valueOf(e.getMessage()), "see reference.conf for its form", e);
    }
  }

  private static void refuseLaterVersions(Config config) {
    text(config, Option.REDIS)
        .ifPresent(
            url -> {
              Urls.refuseCredentials(Option.REDIS, url);
              throw Trouble.configuration(
                  Option.REDIS.label() + ": Redis comes with version 0.2",
                  "leave it unset: nothing is lost but warm caches after a restart");
            });
    var known = Set.of("edge", "api", "engine");
    var roles = new TreeSet<>(list(config, Option.ROLES));
    for (var role : roles) {
      if (!known.contains(role)) {
        throw Trouble.configuration(
            Option.ROLES.label() + ": unknown role \"" + role + "\"",
            Spelling.nearest(role, known)
                .map(n -> "did you mean " + n + "?")
                .orElse("roles are edge, api and engine"));
      }
    }
    if (!roles.equals(known)) {
      throw Trouble.configuration(
          Option.ROLES.label() + ": roles apart come with version 0.2",
          "leave it unset: this version runs edge, api and engine in one process");
    }
  }

  private static List<Secret> checkedApiKeys(Config config) {
    var keys = apiKeys(config);
    KeyRule.check(keys, bind(config));
    return keys;
  }

  /** What is to be said of a key that is only accepted because nobody else can reach the API. */
  static Optional<String> toleratedKey(Config config) {
    var isAlone = text(config, Option.BIND).map(Loopback::isLoopback).orElse(true);
    return isAlone ? KeyRule.shortKey(apiKeys(config)) : Optional.empty();
  }

  private static List<Secret> apiKeys(Config config) {
    return list(config, Option.API_KEY).stream().map(Secret::new).toList();
  }

  private static String bind(Config config) {
    var text = text(config, Option.BIND).orElse("127.0.0.1");
    try {
      InetAddress.getByName(text);
      return text;
    } catch (UnknownHostException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          Option.BIND.label() + ": \"" + text + "\" is no address of this machine",
          "write 127.0.0.1, 0.0.0.0 or an address that ip addr shows",
          e);
    }
  }

  private static List<String> proxies(Config config) {
    var networks =
        list(config, Option.TRUSTED_PROXIES).stream().map(ReadSettings::network).toList();
    try {
      TrustedProxies.parse(networks);
      return networks;
    } catch (IllegalArgumentException e) {
      throw Trouble.configuration(
          Option.TRUSTED_PROXIES.label() + ": " + e.getMessage(),
          "write 10.0.0.0/8 or 2001:db8::/32");
    }
  }

  private static Path folder(Config config) {
    var text = text(config, Option.DATA).orElse("./data");
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw Trouble.configuration(Option.DATA.label() + " is not a path", "name a folder");
    }
  }

  private static Secret tokenKeys(String text) {
    try {
      TokenKeys.parse(text);
      return new Secret(text);
    } catch (IllegalArgumentException e) {
      throw Trouble.configuration(
          Option.TOKEN_KEYS.label() + ": " + e.getMessage(), "correct it, on every node alike");
    }
  }

  private static Smtp smtp(Config config) {
    var user = text(config, Option.SMTP_USER);
    var password = text(config, Option.SMTP_PASSWORD).map(Secret::new);
    if (user.isPresent() != password.isPresent()) {
      var missing = user.isPresent() ? Option.SMTP_PASSWORD : Option.SMTP_USER;
      throw Trouble.configuration(
          missing.label() + " is missing: user and password go together", "set both or neither");
    }
    return Smtp.parse(
        text(config, Option.SMTP).orElse("mailbox:"),
        text(config, Option.SMTP_TLS).orElse("opportunistic"),
        user.flatMap(u -> password.map(p -> new Smtp.Login(u, p))));
  }

  private static Optional<PostgresAddress> postgres(Config config) {
    var user = text(config, Option.DB_USER);
    var password = text(config, Option.DB_PASSWORD).map(Secret::new);
    var url = postgresUrl(config);
    if (url.isEmpty()) {
      for (var option : List.of(Option.DB_USER, Option.DB_PASSWORD)) {
        if (text(config, option).isPresent()) {
          throw Trouble.configuration(
              option.label() + " is set, but SQLite in the data folder has no login",
              "unset it, or set " + Option.DB.label());
        }
      }
    }
    return url.map(it -> it.address(user, password));
  }

  private static Optional<PostgresUrl> postgresUrl(Config config) {
    return text(config, Option.DB).map(PostgresUrl::parse);
  }

  /** What is to be said of a way to the database that is not protected. */
  static Optional<String> exposedDatabase(Config config) {
    return postgresUrl(config).flatMap(PostgresUrl::exposed);
  }

  private static RetrySchedule retry(Config config) {
    var retry = config.getConfig("delivery.retry");
    try {
      return new RetrySchedule(
          retry.getDuration("initial"),
          retry.getDouble("factor"),
          retry.getDuration("max"),
          retry.getDuration("give-up"));
    } catch (IllegalArgumentException e) {
      throw Trouble.configuration(
          "waypost.delivery." + PlainDuration.in(String.valueOf(e.getMessage())),
          "correct it; reference.conf says what it means");
    }
  }

  /** A section that another module reads and checks. */
  private static <T> T section(Config config, String name, Function<Config, T> reader) {
    try {
      return reader.apply(config.getConfig(name));
    } catch (IllegalArgumentException e) {
      var message = PlainDuration.in(String.valueOf(e.getMessage()));
      throw Trouble.configuration(
          message.startsWith("waypost.") ? message : "waypost." + name + ": " + message,
          "correct it; reference.conf says what it means");
    }
  }

  private static long mailboxBytes(Config config) {
    var bytes = config.getBytes("mailbox.bytes");
    if (!(bytes >= 1 << 20)) {
      throw Trouble.configuration(
          "waypost.mailbox.bytes must be at least 1 MiB, got " + bytes, "raise it");
    }
    return bytes;
  }

  private static String network(String text) {
    if (!(IPV4.matcher(text).matches() || IPV6.matcher(text).matches())) {
      throw Trouble.configuration(
          Option.TRUSTED_PROXIES.label() + ": \"" + text + "\" is no address or network",
          "write 10.0.0.0/8 or 2001:db8::/32; names are not looked up");
    }
    return text;
  }

  private static int port(Config config, String key) {
    return whole(config, key, 0, 65_535);
  }

  private static int whole(Config config, String key, int least, int most) {
    var text = config.getString(key);
    try {
      var number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notWhole(key, least, most, text);
    }
    throw notWhole(key, least, most, text);
  }

  private static Trouble notWhole(String key, int least, int most, String text) {
    var label = Option.ofKey(key).map(Option::label).orElse("waypost." + key);
    return Trouble.configuration(
        label + " must be a whole number " + least + ".." + most + ", got \"" + text + "\"",
        "correct it");
  }

  private static Optional<String> text(Config config, Option option) {
    return config.hasPath(option.key())
        ? Optional.of(config.getString(option.key()).strip()).filter(t -> !t.isEmpty())
        : Optional.empty();
  }

  /** A comma-separated text or a HOCON list. */
  private static List<String> list(Config config, Option option) {
    if (config.hasPath(option.key())
        && config.getValue(option.key()).valueType() == ConfigValueType.LIST) {
      return config.getStringList(option.key());
    }
    return text(config, option).stream()
        .flatMap(t -> Arrays.stream(t.split(",")))
        .map(String::strip)
        .filter(t -> !t.isEmpty())
        .toList();
  }
}
