package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.persistence.upkeep.Retention;
import dev.waypost.persistence.upkeep.Retention.Ages;
import dev.waypost.persistence.upkeep.Retention.Outcome;
import dev.waypost.persistence.upkeep.Retention.Outcomes;
import dev.waypost.persistence.upkeep.RetentionSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "retain",
    description = {
      "Cuts old events off the journal, by the ages in section retention of the settings or here.",
      "Figures, audit, links and suppressions stay as they are, everybody is remembered, and a"
          + " click or an unsubscribe of an old mail still counts. Events of recipients go when the"
          + " campaigns that they are about are archived (./waypost archive). A node may run"
          + " meanwhile. It may be killed at any time: run it again, and it goes on."
    },
    footer = {
      "%nExamples:",
      "  ./waypost retain --dry-run               what would go, and what stays why",
      "  ./waypost retain --recipient-events \"400 days\" --yes"
    })
final class RetainCommand implements Callable<Integer> {
  private static final int CAMPAIGNS_NAMED = 5;

  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();
  @Mixin private final Consent consent = new Consent();

  @Option(
      names = "--recipient-events",
      paramLabel = "AGE",
      description = "Age of events of recipients, as \"400 days\", or never.")
  private @Nullable String recipientEvents;

  @Option(
      names = "--page-events",
      paramLabel = "AGE",
      description = "Age of events of pages, as \"30 days\", or never.")
  private @Nullable String pageEvents;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  RetainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    consent.checkUsage(shell, spec);
    var settings = config.load(shell).node();
    var retention = retention(settings);
    consent.ask(
        shell,
        "Delete events of recipients (%s) and of pages (%s)?"
            .formatted(age(retention.recipientEvents()), age(retention.pageEvents())));
    try (var database = shell.databases().open(settings)) {
      var cutting = new Retention(database, shell.clock());
      var now = shell.clock().instant();
      var done = run(cutting, ages(settings, retention, now), now);
      say("recipients", retention.recipientEvents(), done.recipients());
      say("pages", retention.pageEvents(), done.pages());
      Awaited.of(cutting.past())
          .ifPresent(
              past ->
                  shell
                      .out()
                      .printf("in all: %d events cut, last at %s%n", past.events(), past.at()));
    }
    return Exit.OK.code();
  }

  private RetentionSettings retention(NodeSettings settings) {
    try {
      return settings
          .retention()
          .with(Optional.ofNullable(recipientEvents), Optional.ofNullable(pageEvents));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Ages ages(NodeSettings settings, RetentionSettings retention, Instant now) {
    return new Ages(
        retention.recipientEvents().map(now::minus),
        retention.pageEvents().map(now::minus),
        settings.engine().settings().recipient().foldAfter());
  }

  private Outcomes run(Retention cutting, Ages ages, Instant now) {
    if (consent.dryRun) {
      return Awaited.of(cutting.look(ages, now));
    }
    try (var bar = ProgressBars.count(shell, "events", 0)) {
      return Awaited.of(
          cutting.cut(
              ages,
              now,
              cut -> {
                bar.maxHint(cut);
                bar.stepTo(cut);
              }));
    } catch (Trouble e) {
      throw isRebuilding(e)
          ? new Trouble(
              Exit.FAILED,
              "the views are being made again, or that was killed",
              "let ./waypost rebuild-views run to its end, then run this again",
              e)
          : e;
    }
  }

  private static boolean isRebuilding(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(Retention.RebuildUnderWay.class::isInstance);
  }

  private static String age(Optional<Duration> age) {
    return age.map(it -> "older than " + plain(it)).orElse("none");
  }

  private static String plain(Duration age) {
    return age.toHoursPart() == 0 && age.toMinutesPart() == 0
        ? age.toDays() + " days"
        : age.toHours() + " hours";
  }

  private void say(String whose, Optional<Duration> age, Outcome done) {
    if (age.isEmpty()) {
      shell.out().printf("events of %s: all kept, as no age is set%n", whose);
      return;
    }
    shell
        .out()
        .printf(
            Locale.ROOT,
            "events of %s older than %s: %d %s, %.1f MB%n",
            whose,
            plain(age.get()),
            done.cut(),
            consent.dryRun ? "would be cut" : "cut",
            done.bytes() / 1e6);
    kept(done).forEach(line -> shell.out().println("  kept: " + line));
  }

  private static List<String> kept(Outcome done) {
    var lines = new ArrayList<String>();
    if (!done.ofCampaigns().isEmpty()) {
      lines.add(
          sum(done.ofCampaigns())
              + ", of or behind campaigns whose rows are not archived: "
              + named(done.ofCampaigns()));
    }
    if (done.inStream() > 0) {
      lines.add(done.inStream() + ", still in the event stream or not seen by the views");
    }
    if (done.inOrder() > 0) {
      lines.add(done.inOrder() + ", behind a younger event");
    }
    if (done.evidence() > 0) {
      lines.add(done.evidence() + ", with something wrong: see ./waypost audit");
    }
    return lines;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }

  private static String named(Map<String, Long> campaigns) {
    var most =
        campaigns.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(CAMPAIGNS_NAMED)
            .map(it -> it.getKey() + " " + it.getValue())
            .collect(Collectors.joining(", "));
    return campaigns.size() > CAMPAIGNS_NAMED ? most + ", ..." : most;
  }
}
