package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.persistence.StartRefused;

/** What the database or its folder refuses, as the end of a command. */
public final class Refusals {
  private Refusals() {}

  /** The message of the refusal says what is wrong before its colon, and what to do behind it. */
  public static Trouble trouble(StartRefused refusal) {
    var message = String.valueOf(refusal.getMessage());
    var colon = message.lastIndexOf(": ");
    var what = colon < 0 ? message : message.substring(0, colon);
    var remedy = colon < 0 ? "see the log" : message.substring(colon + 2);
    return new Trouble(exit(refusal), what, remedy, refusal);
  }

  private static Exit exit(StartRefused refusal) {
    return switch (refusal) {
      case StartRefused.DataFolderBusy busy -> Exit.BUSY;
      case StartRefused.DataFolderUnusable unusable -> Exit.CONFIGURATION;
      case StartRefused.DatabaseMissing missing -> Exit.CONFIGURATION;
      case StartRefused.DatabaseUnusable unusable -> Exit.FAILED;
      case StartRefused.NewerSchema newer -> Exit.FAILED;
      case StartRefused.OlderSchema older -> Exit.FAILED;
      case StartRefused.OtherShards other -> Exit.CONFIGURATION;
      case StartRefused.ServerUnreachable unreachable -> Exit.FAILED;
      case StartRefused.ServerRejects rejects -> Exit.CONFIGURATION;
      case StartRefused.NoSuchDatabase none -> Exit.CONFIGURATION;
      case StartRefused.RightsMissing rights -> Exit.CONFIGURATION;
      case StartRefused.SchemaOutdated outdated -> Exit.CONFIGURATION;
      case StartRefused.SchemaMissing missing -> Exit.CONFIGURATION;
      case StartRefused.DatabaseBusy busy -> Exit.BUSY;
    };
  }
}
