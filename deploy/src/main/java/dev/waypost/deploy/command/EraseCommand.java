package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.upkeep.Erasure;
import dev.waypost.persistence.upkeep.Erasure.Traces;
import java.io.IOException;
import java.nio.file.Path;
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
    name = "erase",
    description = {
      "Forgets persons: their addresses, names, row data, metadata and ids, in all campaigns.",
      "Figures and events stay, without saying whom they are about. What was to be mailed to them"
          + " fails. An unsubscribe or bounce goes on holding mail back from the address. A node"
          + " may run meanwhile. It may be killed at any time, and run again."
    },
    footer = {
      "%nExamples:",
      "  ./waypost erase ann@example.com          asks first",
      "  ./waypost erase --file forget.txt --yes  one address a line",
      "  ./waypost erase --file forget.txt --dry-run"
    })
final class EraseCommand implements Callable<Integer> {
  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();
  @Mixin private final Consent consent = new Consent();

  @Parameters(arity = "0..*", paramLabel = "EMAIL", description = "Addresses, in any spelling.")
  private List<String> emails = List.of();

  @Option(names = "--file", paramLabel = "FILE", description = "A file with an address a line.")
  private @Nullable Path file;

  @Option(
      names = "--compact",
      description =
          "Also write the database anew, so that nothing remains between its rows. Needs the room"
              + " of a copy; with SQLite the node stopped, with PostgreSQL it waits meanwhile.")
  private boolean compact;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  EraseCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    var addresses = addresses();
    consent.checkUsage(shell, spec);
    var settings = config.load(shell).node();
    consent.ask(
        shell, "Forget whoever has " + addresses.size() + " address(es), for good and everywhere?");
    if (compact && !consent.dryRun && settings.postgres().isEmpty()) {
      try (var locked = DataFolder.open(settings.dataFolder())) {
        return erase(settings, addresses);
      }
    }
    return erase(settings, addresses);
  }

  private List<EmailAddress> addresses() {
    try {
      var list = AddressList.read(emails, Optional.ofNullable(file)).addresses();
      if (list.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "name an address, or a --file of them");
      }
      return list;
    } catch (AddressList.Unusable e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Trouble(
          Exit.FAILED, file + " cannot be read", "name a text file with an address a line", e);
    }
  }

  private int erase(NodeSettings settings, List<EmailAddress> addresses) {
    try (var database = shell.databases().open(settings)) {
      var erasure = new Erasure(database);
      var all = Traces.NONE;
      var found = 0;
      try (var bar = ProgressBars.count(shell, "erasing", addresses.size())) {
        for (var address : addresses) {
          var traces = Awaited.of(consent.dryRun ? erasure.look(address) : erasure.erase(address));
          all = all.plus(traces);
          found += traces.isNone() ? 0 : 1;
          bar.step();
        }
      }
      say(all, found, addresses.size());
      return (consent.dryRun ? Exit.OK : finish(database, erasure)).code();
    }
  }

  private void say(Traces all, int found, int asked) {
    shell
        .out()
        .printf(
            "%s: %d of %d addresses, in %d rows%s%n",
            consent.dryRun ? "would be erased" : "erased",
            found,
            asked,
            all.rows(),
            consent.dryRun ? "" : " and %d faulty lines".formatted(all.faults()));
  }

  private Exit finish(BesideDatabase database, Erasure erasure) {
    var remains = Awaited.of(compact ? database.compact() : database.flush());
    var receiving = Awaited.of(erasure.receiving());
    if (receiving > 0) {
      shell
          .out()
          .printf(
              "%d submission(s) are coming in; what they bring is not erased: run it again when"
                  + " they are stored.%n",
              receiving);
    }
    return switch (remains) {
      case NOTHING -> Exit.OK;
      case OLDER_VERSIONS -> {
        shell
            .out()
            .println(
                "Older versions may stay in the files of the database for a while: run it again"
                    + " later, or with --compact.");
        yield Exit.OK;
      }
      case NOT_PERMITTED -> {
        shell
            .out()
            .println(
                "Older versions stay in the files of the database until its server cleans the"
                    + " tables, which this user may not: run it again"
                    + (compact ? "" : " with --compact")
                    + " as the owner of the tables (WAYPOST_DB_USER).");
        yield compact ? Exit.FAILED : Exit.OK;
      }
    };
  }
}
