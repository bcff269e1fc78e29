package dev.waypost.deploy;

import dev.waypost.deploy.command.CommandLineRun;
import dev.waypost.deploy.command.Shell;
import dev.waypost.deploy.command.Signals;
import dev.waypost.engine.link.TokenKeys;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The program {@code waypost}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(CommandLineRun.execute(shell(), arguments));
  }

  private static Shell shell() {
    return new Shell(
        System.getenv(),
        new BufferedReader(
            new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8)),
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        terminal(),
        InstantSource.system(),
        new Signals(),
        Node::start,
        Audits::recount,
        Databases::migrate,
        Beside::open,
        () -> TokenKeys.random(new SecureRandom()).print());
  }

  /** From JDK 22 on a console may be there without a person; only then it says which. */
  private static Shell.Terminal terminal() {
    var console = System.console();
    if (console == null) {
      return Shell.Terminal.NOBODY;
    }
    try {
      var isTerminal = (Boolean) Console.class.getMethod("isTerminal").invoke(console);
      return isTerminal ? Shell.Terminal.PERSON : Shell.Terminal.NOBODY;
    } catch (ReflectiveOperationException e) {
      return Shell.Terminal.PERSON;
    }
  }
}
