package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the command line, runs one command, and turns what goes wrong into text and code. */
public final class CommandLineRun {
  private CommandLineRun() {}

  /** Runs to the end of the command; the result is the exit code. */
  public static int execute(Shell shell, String... arguments) {
    var root = new WaypostCommand();
    var line =
        new CommandLine(root)
            .addSubcommand(new DemoCommand(shell))
            .addSubcommand(new ServeCommand(shell))
            .addSubcommand(new CheckCommand(shell))
            .addSubcommand(new SendCommand(shell))
            .addSubcommand(new AuditCommand(shell))
            .addSubcommand(new MigrateCommand(shell))
            .addSubcommand(new EraseCommand(shell))
            .addSubcommand(new RebuildViewsCommand(shell))
            .addSubcommand(new ArchiveCommand(shell))
            .addSubcommand(new RetainCommand(shell))
            .addSubcommand(new BenchCommand(shell));
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, args) -> usage(shell, e));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          var debug = root.debug || shell.environment().containsKey("WAYPOST_DEBUG");
          return failure(shell, e, debug ? Detail.STACK_TRACE : Detail.TWO_LINES);
        });
    return line.execute(asFlag(arguments));
  }

  /** {@code help} and {@code help send} are what people try first. */
  private static String[] asFlag(String... arguments) {
    if (arguments.length == 0 || arguments.length > 2 || !arguments[0].equals("help")) {
      return arguments;
    }
    return arguments.length == 1 ? new String[] {"--help"} : new String[] {arguments[1], "--help"};
  }

  private enum Detail {
    TWO_LINES,
    STACK_TRACE
  }

  private static int usage(Shell shell, ParameterException e) {
    var command = e.getCommandLine();
    say(shell, String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage"));
    var suggested = UnmatchedArgumentException.printSuggestions(e, command.getErr());
    if (!suggested) {
      shell.err().println("try: ./" + command.getCommandSpec().qualifiedName() + " --help");
    }
    return Exit.USAGE.code();
  }

  private static int failure(Shell shell, Exception e, Detail detail) {
    if (detail == Detail.STACK_TRACE) {
      e.printStackTrace(shell.err());
    }
    if (e instanceof Trouble trouble) {
      say(shell, trouble.what());
      shell.err().println(trouble.remedy());
      return trouble.exit().code();
    }
    say(shell, "unexpected: " + e);
    shell.err().println("run it again with --debug for the details, and please report them");
    return Exit.FAILED.code();
  }

  private static void say(Shell shell, String what) {
    shell.err().println("waypost: " + what);
  }
}
