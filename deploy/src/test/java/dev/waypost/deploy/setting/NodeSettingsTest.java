package dev.waypost.deploy.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.engine.campaign.CampaignSettings;
import dev.waypost.engine.cluster.EngineSettings;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.IntakeSettings;
import dev.waypost.engine.roster.PageSettings;
import dev.waypost.engine.send.CourierSettings;
import dev.waypost.http.api.ApiSettings;
import dev.waypost.http.api.EventSettings;
import dev.waypost.http.track.TrackSettings;
import dev.waypost.persistence.DatabaseSettings;
import dev.waypost.persistence.Gathering;
import dev.waypost.persistence.PostgresAddress;
import dev.waypost.persistence.PostgresSettings;
import dev.waypost.persistence.hitlog.Acks;
import dev.waypost.persistence.hitlog.HitLogSettings;
import dev.waypost.persistence.hitlog.ShipperSettings;
import dev.waypost.persistence.journal.JournalSettings;
import dev.waypost.persistence.upkeep.RetentionSettings;
import dev.waypost.persistence.view.StreamSettings;
import dev.waypost.persistence.view.ViewSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeSettingsTest {
  private static final String KEY = "wp_dZ0pQm4vKx7c2LrN";
  private static final String OTHER_KEY = "wp_Jt8wYb1sUh5e9Gf3";
  private static final String TOKEN_KEYS = "0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @TempDir Path folder;

  @Test
  void settings_withoutAnything_areTheseDefaults() {
    var settings = load(Map.of());

    assertThat(settings)
        .isEqualTo(
            new NodeSettings(
                Path.of("data").toAbsolutePath(),
                "127.0.0.1",
                new NodeSettings.Ports(8080, 8081, OptionalInt.empty()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new Smtp.BuiltIn(),
                new NodeSettings.Delivery(
                    new RetrySchedule(
                        Duration.ofMinutes(5), 2, Duration.ofHours(4), Duration.ofDays(4)),
                    20),
                Optional.empty(),
                new DatabaseSettings(
                    50_000,
                    1000,
                    4,
                    20_000,
                    Duration.ofSeconds(10),
                    new PostgresSettings(
                        true,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(45),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))),
                new JournalSettings(
                    new Gathering.Bounds(50_000, 64L << 20, 1000, 4L << 20, 2),
                    new Gathering.Bounds(10_000, 32L << 20, 200, 4L << 20, 1),
                    new Gathering.Bounds(50_000, 1L << 20, 500, 16L << 20, 2),
                    400,
                    20_000,
                    10_000,
                    64L << 20,
                    Duration.ofSeconds(10)),
                new ViewSettings(
                    500,
                    10_000,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    new StreamSettings(Duration.ofDays(90), Duration.ofMinutes(1), 5000)),
                new RetentionSettings(Optional.empty(), Optional.of(Duration.ofDays(30))),
                new HitLogSettings(
                    1,
                    Acks.FSYNC,
                    65_536,
                    4096,
                    64L << 20,
                    Duration.ofSeconds(1),
                    Duration.ofHours(24),
                    new ShipperSettings(
                        200,
                        500,
                        20_000,
                        1_000_000,
                        10_000,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1))),
                new TrackSettings(
                    Duration.ofMillis(300),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    8192,
                    Duration.ofSeconds(5),
                    20_000,
                    1024,
                    Duration.ofSeconds(60),
                    0,
                    500),
                ApiSettings.Bounds.DEFAULT,
                EventSettings.DEFAULT,
                engineDefaults(),
                new NodeSettings.MailboxLimits(8025, 0, 20_000, 64L << 20)));
    assertThat(settings.trackUrl(8081)).isEqualTo(URI.create("http://localhost:8081"));
  }

  private static EngineBounds engineDefaults() {
    var retry =
        new RetrySchedule(Duration.ofMinutes(5), 2, Duration.ofHours(4), Duration.ofDays(4));
    return new EngineBounds(
        new EngineSettings(
            new RecipientSettings(retry, Duration.ofDays(90), 32),
            new CampaignSettings(8, Duration.ofMillis(300), Duration.ofSeconds(5), 32),
            new PageSettings(
                64,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                32),
            new IntakeSettings(
                500, 1 << 20, 8, 5_000_000, 500, Duration.ofHours(24), Duration.ofSeconds(1)),
            new CourierSettings(
                20,
                Optional.empty(),
                10_000,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1)),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(500),
            500,
            Duration.ofSeconds(15),
            100),
        EngineBounds.recipientsIn(Runtime.getRuntime().maxMemory()));
  }

  @Test
  void activeRecipients_heapOfAnySize_haveAQuarterOfItWithinBounds() {
    assertThat(EngineBounds.recipientsIn(512L << 20)).isEqualTo(32_768);
    assertThat(EngineBounds.recipientsIn(1L << 20)).isEqualTo(1_000);
    assertThat(EngineBounds.recipientsIn(64L << 30)).isEqualTo(100_000);
  }

  @Test
  void activeRecipients_number_isTaken() throws IOException {
    var file = file("waypost { engine.active-recipients = 5000 }");

    var settings = LayeredSettings.load(Map.of(), Optional.of(file)).node();

    assertThat(settings.engine().activeRecipients()).isEqualTo(5_000);
  }

  @Test
  void options_allOfThem_areTheseVariablesAndKeys() {
    assertThat(Arrays.stream(Option.values()).map(o -> o.variable() + " " + o.key()))
        .containsExactly(
            "WAYPOST_DATA data",
            "WAYPOST_BIND bind",
            "WAYPOST_API_KEY api-key",
            "WAYPOST_API_PORT api-port",
            "WAYPOST_TRACK_PORT track-port",
            "WAYPOST_OPS_PORT ops-port",
            "WAYPOST_TRACK_URL track-url",
            "WAYPOST_TOKEN_KEYS token-keys",
            "WAYPOST_TRUSTED_PROXIES trusted-proxies",
            "WAYPOST_SMTP smtp",
            "WAYPOST_SMTP_USER smtp-user",
            "WAYPOST_SMTP_PASSWORD smtp-password",
            "WAYPOST_SMTP_TLS smtp-tls",
            "WAYPOST_DB db",
            "WAYPOST_DB_USER db-user",
            "WAYPOST_DB_PASSWORD db-password",
            "WAYPOST_REDIS redis",
            "WAYPOST_ROLES roles");
    assertThat(Arrays.stream(Option.values()).filter(Option::isSecret).map(Option::fileVariable))
        .containsExactly(
            "WAYPOST_API_KEY_FILE",
            "WAYPOST_TOKEN_KEYS_FILE",
            "WAYPOST_SMTP_PASSWORD_FILE",
            "WAYPOST_DB_PASSWORD_FILE");
  }

  @Test
  void settings_fromTheEnvironment_areAllTaken() {
    var settings =
        load(
            Map.ofEntries(
                Map.entry("WAYPOST_DATA", folder.toString()),
                Map.entry("WAYPOST_BIND", "0.0.0.0"),
                Map.entry("WAYPOST_API_KEY", KEY + ", " + OTHER_KEY),
                Map.entry("WAYPOST_API_PORT", "1"),
                Map.entry("WAYPOST_TRACK_PORT", "2"),
                Map.entry("WAYPOST_OPS_PORT", "3"),
                Map.entry("WAYPOST_TRACK_URL", "https://links.example.com/t/"),
                Map.entry("WAYPOST_TOKEN_KEYS", TOKEN_KEYS),
                Map.entry("WAYPOST_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
                Map.entry("WAYPOST_SMTP", "smtp://mx.example.com:2525"),
                Map.entry("WAYPOST_SMTP_USER", "ann"),
                Map.entry("WAYPOST_SMTP_PASSWORD", "pass"),
                Map.entry("WAYPOST_SMTP_TLS", "required"),
                Map.entry("WAYPOST_ROLES", "engine,api,edge")));

    assertThat(settings.dataFolder()).isEqualTo(folder);
    assertThat(settings.bind()).isEqualTo("0.0.0.0");
    assertThat(settings.apiKeys()).containsExactly(new Secret(KEY), new Secret(OTHER_KEY));
    assertThat(settings.ports()).isEqualTo(new NodeSettings.Ports(1, 2, OptionalInt.of(3)));
    assertThat(settings.trackUrl(2)).isEqualTo(URI.create("https://links.example.com/t"));
    assertThat(settings.tokenKeys()).contains(new Secret(TOKEN_KEYS));
    assertThat(settings.trustedProxies()).containsExactly("10.0.0.0/8", "::1");
    assertThat(settings.smtp())
        .isEqualTo(
            new Smtp.Relay(
                "mx.example.com",
                2525,
                Smtp.Tls.REQUIRED,
                Optional.of(new Smtp.Login("ann", new Secret("pass")))));
  }

  @Test
  void settings_fromAFile_areAllTaken() throws IOException {
    var file =
        file(
            """
            waypost {
              bind = "::1"
              api-port = 4000
              trusted-proxies = ["10.0.0.1"]
              smtp = "smtps://relay.example.com"
              track-url = "http://l.example"
              delivery { retry { initial = 1 s, factor = 3, max = 1 minute, give-up = 1 hour }, connections = 5 }
              hitlog.acks = os
              mailbox { port = 0, smtp-port = 2526, mails = 10, bytes = 2 MiB }
            }
            """);

    var settings = LayeredSettings.load(Map.of(), Optional.of(file)).node();

    assertThat(settings.bind()).isEqualTo("::1");
    assertThat(settings.ports().api()).isEqualTo(4000);
    assertThat(settings.trustedProxies()).containsExactly("10.0.0.1");
    assertThat(settings.smtp())
        .isEqualTo(new Smtp.Relay("relay.example.com", 465, Smtp.Tls.IMPLICIT, Optional.empty()));
    assertThat(settings.delivery())
        .isEqualTo(
            new NodeSettings.Delivery(
                new RetrySchedule(
                    Duration.ofSeconds(1), 3, Duration.ofMinutes(1), Duration.ofHours(1)),
                5));
    assertThat(settings.hitLog().acks()).isEqualTo(Acks.OS);
    assertThat(settings.mailbox()).isEqualTo(new NodeSettings.MailboxLimits(0, 2526, 10, 2L << 20));
  }

  @Test
  void precedence_flagOverVariableOverFile_holds() throws IOException {
    var byFlag = file("waypost { api-port = 1, track-port = 11 }");
    var byVariable = folder.resolve("other.conf");
    Files.writeString(byVariable, "waypost { api-port = 2, track-port = 22 }");
    var environment = Map.of("WAYPOST_CONFIG", byVariable.toString(), "WAYPOST_TRACK_PORT", "33");

    assertThat(LayeredSettings.load(environment, Optional.of(byFlag)).node().ports())
        .isEqualTo(new NodeSettings.Ports(1, 33, OptionalInt.empty()));
    assertThat(LayeredSettings.load(environment, Optional.empty()).node().ports())
        .isEqualTo(new NodeSettings.Ports(2, 33, OptionalInt.empty()));
  }

  @Test
  void secret_namedByAFile_isRead() throws IOException {
    var secret = folder.resolve("key");
    Files.writeString(secret, "wp_x\n");
    var conf = file("waypost { api-key-file = \"" + secret + "\" }");

    assertThat(load(Map.of("WAYPOST_API_KEY_FILE", secret.toString())).apiKeys())
        .containsExactly(new Secret("wp_x"));
    assertThat(LayeredSettings.load(Map.of(), Optional.of(conf)).node().apiKeys())
        .containsExactly(new Secret("wp_x"));
    assertThat(
            LayeredSettings.load(Map.of("WAYPOST_API_KEY", "wp_env"), Optional.of(conf))
                .node()
                .apiKeys())
        .containsExactly(new Secret("wp_env"));
  }

  @Test
  void secret_givenTwice_isRefused() {
    assertRefused(
        Map.of("WAYPOST_API_KEY", "wp_a", "WAYPOST_API_KEY_FILE", "/x"),
        "WAYPOST_API_KEY and WAYPOST_API_KEY_FILE are both set");
  }

  @Test
  void unknownKey_inTheFile_isRefusedWithTheNearest() throws IOException {
    var conf = file("waypost { delivery { conections = 3 } }");

    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(conf)))
        .isInstanceOfSatisfying(
            Trouble.class,
            t -> {
              assertThat(t.exit()).isEqualTo(Exit.CONFIGURATION);
              assertThat(t).hasMessageContaining("unknown key waypost.delivery.conections");
              assertThat(t.remedy()).isEqualTo("did you mean waypost.delivery.connections?");
            });
  }

  @Test
  void unknownKey_besideWaypost_isRefused() throws IOException {
    var conf = file("api-port = 3");

    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(conf)))
        .hasMessageContaining("unknown key \"api-port\"");
  }

  @Test
  void unknownVariable_likeOurs_isWarnedOf() {
    var layered = LayeredSettings.load(Map.of("WAYPOST_API_PROT", "1"), Optional.empty());

    assertThat(layered.warnings())
        .containsExactly(
            "unknown environment variable WAYPOST_API_PROT, did you mean WAYPOST_API_PORT?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WAYPOST_MAILBOX_PORT   | : set waypost.mailbox.port in the file that --config or"
            + " WAYPOST_CONFIG names instead",
        "WAYPOST_REDIZ          | ; keys without a variable of their own belong into the file",
        "WAYPOST_SERVICE_HOST   | ; keys without a variable of their own belong into the file",
        "WAYPOST_SMPT           | , did you mean WAYPOST_SMTP?",
      })
  void unknownVariable_hint_leadsOnlyWhereItWorks(String name, String hint) {
    assertThat(LayeredSettings.load(Map.of(name, "1"), Optional.empty()).warnings())
        .first(InstanceOfAssertFactories.STRING)
        .isEqualTo("unknown environment variable " + name + hint);
  }

  @Test
  void variable_ofAKubernetesServiceLink_isExplained() {
    assertRefused(
        Map.of("WAYPOST_API_PORT", "tcp://10.0.0.1:8080"), "looks like a variable that Kubernetes");
  }

  @Test
  void mail_thatLeavesTheMachine_needsATrackUrl() {
    assertRefused(Map.of("WAYPOST_SMTP", "smtp://mx.example.com"), "WAYPOST_TRACK_URL) is not set");
    for (var local : List.of("localhost:1025", "127.0.0.1:1025", "127.9.9.9", "[::1]:25")) {
      assertThat(load(Map.of("WAYPOST_SMTP", "smtp://" + local)).smtp().leavesMachine())
          .as(local)
          .isFalse();
    }
  }

  @Test
  void url_withCredentials_isRefusedWithoutRepeatingThem() {
    for (var option : List.of("SMTP", "REDIS", "DB", "TRACK_URL")) {
      var scheme = option.equals("DB") ? "jdbc:postgresql" : "smtp";
      assertThatThrownBy(() -> load(Map.of("WAYPOST_" + option, scheme + "://ann:hush@host/x")))
          .as(option)
          .hasMessageContaining("contains credentials")
          .hasMessageNotContaining("hush");
    }
    assertRefused(
        Map.of("WAYPOST_DB", "jdbc:postgresql://host/x?user=ann&password=hush"),
        "contains credentials");
  }

  @Test
  void database_onThisMachine_isTakenAsItIs() {
    for (var url :
        List.of(
            "jdbc:postgresql://localhost/waypost",
            "jdbc:postgresql://127.0.0.1:5433/waypost",
            "jdbc:postgresql://[::1]:5432/waypost?sslmode=disable")) {
      assertThat(database(url).url()).isEqualTo(url);
    }
  }

  @Test
  void database_elsewhere_mustProveWhoItIs() {
    assertThat(database("jdbc:postgresql://db.acme.example:5433/waypost").url())
        .isEqualTo(
            "jdbc:postgresql://db.acme.example:5433/waypost"
                + "?sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslmode=verify-full");
    assertThat(database("jdbc:postgresql://db.acme.example/w?sslrootcert=/etc/ca.pem").url())
        .isEqualTo(
            "jdbc:postgresql://db.acme.example/w?sslmode=verify-full&sslrootcert=/etc/ca.pem");
    assertThat(database("jdbc:postgresql://localhost,db.acme.example/w").url())
        .contains("sslmode=verify-full", "targetServerType=primary");
  }

  @Test
  void database_elsewhereWithAWeakerMode_isTakenAndWarnedOf() {
    var url = "jdbc:postgresql://db.acme.example/waypost?sslmode=require";
    var layered = LayeredSettings.load(Map.of("WAYPOST_DB", url), Optional.empty());

    assertThat(layered.node().postgres().orElseThrow().url()).isEqualTo(url);
    assertThat(layered.warnings()).singleElement().asString().contains("sslmode=require");
  }

  @Test
  void database_withALogin_keepsItOutOfWhatIsShown() {
    var address =
        load(Map.of(
                "WAYPOST_DB", "jdbc:postgresql://localhost/waypost",
                "WAYPOST_DB_USER", "ann",
                "WAYPOST_DB_PASSWORD", "hush"))
            .postgres()
            .orElseThrow();

    assertThat(address.user()).contains("ann");
    assertThat(address.password()).contains("hush");
    assertThat(address.toString()).contains("ann").doesNotContain("hush");
  }

  @Test
  void database_thatCannotBeMeant_isRefused() {
    assertRefused(Map.of("WAYPOST_DB", "postgresql://host/x"), "is not the URL of a PostgreSQL");
    assertRefused(Map.of("WAYPOST_DB", "jdbc:mysql://host/x"), "is not the URL of a PostgreSQL");
    assertRefused(
        Map.of("WAYPOST_DB", "jdbc:postgresql://host/"), "is not the URL of a PostgreSQL");
    assertRefused(
        Map.of("WAYPOST_DB", "jdbc:postgresql://host/x?sslmod=require"),
        "unknown parameter \"sslmod\"");
    assertRefused(
        Map.of("WAYPOST_DB", "jdbc:postgresql://host/x?sslmode=on"), "unknown sslmode \"on\"");
    assertRefused(
        Map.of("WAYPOST_DB", "jdbc:postgresql://host/x?socketTimeout=1"),
        "unknown parameter \"socketTimeout\"");
    assertRefused(Map.of("WAYPOST_DB_USER", "ann"), "SQLite in the data folder has no login");
  }

  private static PostgresAddress database(String url) {
    return load(Map.of("WAYPOST_DB", url)).postgres().orElseThrow();
  }

  @Test
  void whatComesLater_isRefusedWithTheVersion() {
    assertRefused(Map.of("WAYPOST_REDIS", "redis://host"), "comes with version 0.2");
    assertRefused(Map.of("WAYPOST_ROLES", "edge"), "come with version 0.2");
    assertRefused(Map.of("WAYPOST_ROLES", "edge,api,engin"), "unknown role \"engin\"");
    assertRefused(Map.of("WAYPOST_SMTP", "mx:"), "not in this version");
  }

  @Test
  void values_thatCannotBeMeant_areRefused() throws IOException {
    assertRefused(Map.of("WAYPOST_API_PORT", "http"), "whole number 0..65535, got \"http\"");
    assertRefused(Map.of("WAYPOST_API_PORT", "65536"), "whole number 0..65535");
    assertRefused(Map.of("WAYPOST_API_PORT", "8081"), "both on port 8081");
    assertRefused(Map.of("WAYPOST_OPS_PORT", "8081"), "public on the tracking port");
    assertRefused(Map.of("WAYPOST_SMTP", "smpt://host"), "got the scheme \"smpt\"");
    assertRefused(Map.of("WAYPOST_SMTP", "smtp://localhost:99999"), "port 1..65535, got 99999");
    assertRefused(Map.of("WAYPOST_SMTP", "smtps://localhost:0"), "port 1..65535, got 0");
    assertRefused(Map.of("WAYPOST_SMTP_TLS", "no"), "off, opportunistic or required");
    assertRefused(
        Map.of("WAYPOST_SMTP", "smtps://localhost", "WAYPOST_SMTP_TLS", "off"), "first byte");
    assertRefused(Map.of("WAYPOST_SMTP_USER", "ann"), "WAYPOST_SMTP_PASSWORD) is missing");
    assertRefused(Map.of("WAYPOST_TRACK_URL", "ftp://host"), "http:// or https://");
    assertRefused(Map.of("WAYPOST_TRACK_URL", "https://host?x=1"), "query");
    assertRefused(Map.of("WAYPOST_TOKEN_KEYS", "hush"), "token key entry 1");
    assertRefused(Map.of("WAYPOST_TRUSTED_PROXIES", "proxy.example"), "no address or network");
    var acks = file("waypost { hitlog.acks = maybe }");
    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(acks)).node())
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("waypost.hitlog.acks': must be fsync, os or none, got \"maybe\"");
    var edge = file("waypost { hitlog.edge = 65 }");
    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(edge)).node())
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("waypost.hitlog: edge must be 1..64, got 65");
    var factor = file("waypost { delivery.retry.factor = 0.5 }");
    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(factor)).node())
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("waypost.delivery.retry.factor must be 1..100");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "delivery.retry.initial = 5      | waypost.delivery.retry.initial = 5,        | initial = 5"
            + " minutes",
        "delivery.retry.initial = \"5\"    | waypost.delivery.retry.initial = \"5\",      | initial"
            + " = 5 minutes",
        "delivery.retry.max = 4 hrs      | waypost.delivery.retry.max = \"4 hrs\",      | max = 4"
            + " hours",
        "delivery.retry.max = null       | waypost.delivery.retry.max = null,         | max = 4"
            + " hours",
        "delivery.retry.factor = twice   | waypost.delivery.retry.factor = \"twice\",   | factor ="
            + " 2",
        "track.table-limit = 300         | waypost.track.table-limit = 300,           | table-limit"
            + " = 300 milliseconds",
        "track.body-size = 8192          | waypost.track.body-size = 8192,            | body-size ="
            + " 8 KiB",
        "track.body-size = 8 minutes     | waypost.track.body-size = \"8 minutes\",     | body-size"
            + " = 8 KiB",
        "hitlog.retention = 0            | waypost.hitlog.retention = 0,              | retention ="
            + " 24 hours",
        "hitlog.shipper.retry-max = 1.5  | waypost.hitlog.shipper.retry-max = 1.5,    | retry-max ="
            + " 10 seconds",
        "engine.drain-timeout = 30       | waypost.engine.drain-timeout = 30,         |"
            + " drain-timeout = 30 seconds",
        "mailbox.bytes = 64              | waypost.mailbox.bytes = 64,                | bytes = 64"
            + " MiB",
        "api-port = many                 | waypost.api-port = \"many\",                | api-port ="
            + " 8080",
      })
  void value_ofAnotherFormThanItsDefault_isRefusedWithPlaceKeyAndExample(
      String line, String given, String example) throws IOException {
    var conf = file("waypost {\n" + line + "\n}");

    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(conf)))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> {
              assertThat(trouble.exit()).isEqualTo(Exit.CONFIGURATION);
              assertThat(trouble.what())
                  .contains(conf.getFileName() + ": 2: " + given, "expected is");
              assertThat(trouble.remedy()).isEqualTo("write it as, for example, " + example);
            });
  }

  @Test
  void valuesThatReferTheirKeyThemselves_areNamedOnce() throws IOException {
    var conf = file("waypost { track.table-limit = 0 s }");

    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(conf)).node())
        .hasMessage("waypost.track.table-limit must be more than zero, got 0 ms");
    var shorter = file("waypost { delivery.retry.max = 90 s }");
    assertThatThrownBy(() -> LayeredSettings.load(Map.of(), Optional.of(shorter)).node())
        .hasMessageContaining("delivery.retry.max")
        .hasMessageContaining("(5 minutes), got 90 s");
  }

  @Test
  void apiKey_short_isWarnedOfOnLoopbackAndRefusedElsewhere() {
    var short15 = Map.of("WAYPOST_API_KEY", KEY + ",wp_3456789_1234");
    var complaint =
        "waypost.api-key (WAYPOST_API_KEY): key 2 of 2 has 15 characters; expected are at least 16";

    var alone = LayeredSettings.load(short15, Optional.empty());

    assertThat(alone.warnings()).containsExactly(complaint);
    assertThat(alone.node().apiKeys()).hasSize(2);
    for (var bind : List.of("0.0.0.0", "::", "192.0.2.1")) {
      var reachable = new HashMap<>(short15);
      reachable.put("WAYPOST_BIND", bind);
      assertThat(LayeredSettings.load(reachable, Optional.empty()).warnings()).isEmpty();
      assertRefused(reachable, complaint + ", and bind = " + bind + " lets other machines in");
    }
    assertThat(load(Map.of("WAYPOST_API_KEY", "1234567890123456", "WAYPOST_BIND", "::")).apiKeys())
        .hasSize(1);
  }

  @Test
  void apiKey_thatNoRequestCanCarry_isRefused() {
    for (var key : List.of("wp_with a space in it", "wp_péntek_1234567890", "wp_tab\t1234567890")) {
      assertRefused(Map.of("WAYPOST_API_KEY", key), "key 1 of 1 has characters that no request");
    }
  }

  @Test
  void shown_internals_areNot() {
    var shown = LayeredSettings.load(Map.of(), Optional.empty()).shown();

    assertThat(shown).extracting(LayeredSettings.Shown::key).noneMatch(k -> k.contains("dispatch"));
  }

  @Test
  void shown_secrets_areMasked() {
    var layered =
        LayeredSettings.load(
            Map.of("WAYPOST_API_KEY", "wp_hush-hush-hush", "WAYPOST_BIND", "0.0.0.0"),
            Optional.empty());

    assertThat(layered.shown())
        .contains(
            new LayeredSettings.Shown("api-key", "***", "WAYPOST_API_KEY"),
            new LayeredSettings.Shown("bind", "\"0.0.0.0\"", "WAYPOST_BIND"),
            new LayeredSettings.Shown("api-port", "8080", "default"),
            new LayeredSettings.Shown("db", "(none)", "default"));
    assertThat(layered.shown().toString() + layered.node()).doesNotContain("hush");
  }

  private static NodeSettings load(Map<String, String> environment) {
    return LayeredSettings.load(environment, Optional.empty()).node();
  }

  private static void assertRefused(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> load(environment))
        .isInstanceOfSatisfying(
            Trouble.class, t -> assertThat(t.exit()).isEqualTo(Exit.CONFIGURATION))
        .hasMessageContaining(message);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "waypost", ".conf"), text);
  }
}
