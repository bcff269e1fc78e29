package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.upkeep.Archive;
import dev.waypost.persistence.upkeep.Archive.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "archive",
    description = {
      "Writes the recipients of an archived campaign to a file, then deletes them from the"
          + " database.",
      "Figures, the campaign, its links and suppressions stay; rows of test mails are deleted"
          + " without being written. Whoever is erased later stays in the file. Nothing is deleted"
          + " before the file is whole and on disk. A node may run meanwhile. It may be killed at"
          + " any time: run it again, and it goes on."
    },
    footer = {
      "%nExamples:",
      "  ./waypost archive spring                 to spring.ndjson.gz here; asks first",
      "  ./waypost archive spring --to /backup/spring.ndjson.gz --yes",
      "  ./waypost archive --finished-before 2026-01-01 --to /backup --yes"
    })
final class ArchiveCommand implements Callable<Integer> {
  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();
  @Mixin private final Consent consent = new Consent();

  @Parameters(
      arity = "0..1",
      paramLabel = "CAMPAIGN",
      description = "A campaign that was archived (POST .../archive).")
  private @Nullable String name;

  @Option(
      names = "--finished-before",
      paramLabel = "DATE",
      description = "All archived campaigns that ended before, as 2026-01-01 (UTC).")
  private @Nullable String finishedBefore;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "Where to write; by default CAMPAIGN.ndjson.gz here. With --finished-before a folder.")
  private @Nullable Path to;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  ArchiveCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    var before = checkUsage();
    consent.checkUsage(shell, spec);
    var settings = config.load(shell).node();
    try (var database = shell.databases().open(settings)) {
      var archive = new Archive(database, settings.view());
      var campaigns = before.isPresent() ? ended(archive, before.get()) : List.of(one(archive));
      var rows = campaigns.stream().mapToLong(Standing::accepted).sum();
      consent.ask(
          shell,
          "Write %d recipients of %d campaign(s) to files, and delete them here?"
              .formatted(rows, campaigns.size()));
      return archive(database, archive, campaigns).code();
    }
  }

  /** One that has to wait holds up none of the others. */
  private Exit archive(BesideDatabase database, Archive archive, List<Standing> campaigns) {
    var exit = Exit.OK;
    for (var campaign : campaigns) {
      if (campaign.isSeen() || campaign.isBegun()) {
        archive(archive, campaign);
      } else if (campaigns.size() == 1) {
        throw new Trouble(
            Exit.FAILED, unseen(campaign), "start the node, wait some seconds, and run it again");
      } else {
        shell.out().printf("left: %s%n", unseen(campaign));
        exit = Exit.FAILED;
      }
    }
    if (!consent.dryRun) {
      Awaited.of(database.flush());
    }
    return exit;
  }

  private static String unseen(Standing standing) {
    return "the figures do not include the end of campaign \""
        + standing.campaign().name()
        + "\" yet";
  }

  private Optional<Instant> checkUsage() {
    if ((name == null) == (finishedBefore == null)) {
      throw new ParameterException(
          spec.commandLine(), "name either a campaign or --finished-before");
    }
    if (finishedBefore == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          finishedBefore.contains("T")
              ? OffsetDateTime.parse(finishedBefore).toInstant()
              : LocalDate.parse(finishedBefore).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--finished-before needs a date as 2026-01-01, or a time with its offset",
          e);
    }
  }

  private Standing one(Archive archive) {
    CampaignId campaign;
    try {
      campaign = new CampaignId(SenderId.DEFAULT, String.valueOf(name));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "\"" + name + "\" is no name of a campaign", e);
    }
    var standing =
        Awaited.of(archive.standing(campaign))
            .orElseThrow(
                () ->
                    new Trouble(
                        Exit.FAILED, "there is no campaign \"" + name + "\"", "check its name"));
    if (standing.endedAt().isEmpty()) {
      throw new Trouble(
          Exit.FAILED,
          "campaign \"" + name + "\" is not archived, so it may still take recipients",
          "POST /v1/campaigns/" + name + "/archive first");
    }
    return standing;
  }

  private static List<Standing> ended(Archive archive, Instant before) {
    var all = new ArrayList<Standing>();
    for (var campaign : Awaited.of(archive.withRows())) {
      Awaited.of(archive.standing(campaign))
          .filter(standing -> standing.endedAt().filter(at -> at.isBefore(before)).isPresent())
          .ifPresent(all::add);
    }
    return all;
  }

  private void archive(Archive archive, Standing standing) {
    var campaign = standing.campaign().name();
    if (consent.dryRun) {
      shell.out().printf("would be archived: %s, %d recipients%n", campaign, standing.accepted());
      return;
    }
    if (!standing.isBegun()) {
      write(archive, standing);
    }
    var deleted = Awaited.of(archive.delete(standing.campaign(), shell.clock().instant()));
    shell.out().printf("archived: %s, %d rows deleted%n", campaign, deleted);
  }

  private void write(Archive archive, Standing standing) {
    var campaign = standing.campaign().name();
    var file = file(campaign);
    ArchiveFile.requireOwn(file, "{\"type\":\"campaign\",\"campaign\":\"" + campaign + "\"");
    try (var bar = ProgressBars.count(shell, campaign, standing.accepted() + 2)) {
      ArchiveFile.write(
          file,
          out ->
              Awaited.of(
                  archive.write(
                      standing,
                      line -> {
                        add(out, line);
                        bar.step();
                      })));
    }
    shell.out().printf("written: %s, %d recipients%n", file, standing.accepted());
  }

  private Path file(String campaign) {
    var own = campaign + ".ndjson.gz";
    if (finishedBefore != null) {
      return Optional.ofNullable(to).orElse(Path.of("")).resolve(own);
    }
    return Optional.ofNullable(to).orElse(Path.of(own));
  }

  private static void add(Writer out, String line) {
    try {
      out.append(line).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
