package dev.waypost.persistence;

import java.nio.file.Path;

/** Why a node must not start on what it was given. Messages say what to do. */
public abstract sealed class StartRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private StartRefused(String message) {
    super(message);
  }

  private StartRefused(String message, Throwable cause) {
    super(message, cause);
  }

  /** Another process works in the folder. */
  public static final class DataFolderBusy extends StartRefused {
    private static final long serialVersionUID = 1L;

    DataFolderBusy(Path folder, String owner) {
      super(
          "data folder "
              + folder
              + " is in use by another process"
              + owner
              + ": stop that one, or set WAYPOST_DATA to another folder");
    }
  }

  /** The folder cannot be made, or not be written to. */
  public static final class DataFolderUnusable extends StartRefused {
    private static final long serialVersionUID = 1L;

    DataFolderUnusable(Path folder, String why, Throwable cause) {
      super(
          "data folder "
              + folder
              + " "
              + why
              + ": make it a folder that this user may write to, or set WAYPOST_DATA to another",
          cause);
    }
  }

  /** No node has ever worked there. */
  public static final class DatabaseMissing extends StartRefused {
    private static final long serialVersionUID = 1L;

    DatabaseMissing(Path folder, String file) {
      super(
          "there is no "
              + file
              + " in "
              + folder
              + ", so no node has kept its data there: name the data folder of the node with"
              + " WAYPOST_DATA, or run this where its ./data is");
    }
  }

  /** The file is no database, or cannot be opened or brought up to date. */
  public static final class DatabaseUnusable extends StartRefused {
    private static final long serialVersionUID = 1L;

    DatabaseUnusable(String database, Throwable cause) {
      super(
          "database "
              + database
              + " cannot be opened: restore it from a backup, or start on an empty one; "
              + cause.getMessage(),
          cause);
    }
  }

  /** A later version of the program has written here. */
  public static final class NewerSchema extends StartRefused {
    private static final long serialVersionUID = 1L;

    NewerSchema(String database, String version) {
      super(
          "database "
              + database
              + " has schema "
              + version
              + ", which is newer than this program: run the version that wrote it, or a later"
              + " one");
    }
  }

  /** Only a node brings a schema up to date. */
  public static final class OlderSchema extends StartRefused {
    private static final long serialVersionUID = 1L;

    OlderSchema(String database) {
      super(
          "database "
              + database
              + " has the schema of an older version: start the node of this version, or run"
              + " ./waypost migrate");
    }
  }

  /** The database was made for another number of shards. */
  public static final class OtherShards extends StartRefused {
    private static final long serialVersionUID = 1L;

    OtherShards(String database, String found, int wanted) {
      super(
          "database "
              + database
              + " is cut into "
              + found
              + " shards and this program into "
              + wanted
              + ": run the version that wrote it");
    }
  }

  /** Nobody answers at the address, or not in time; that may change by itself. */
  public static final class ServerUnreachable extends StartRefused {
    private static final long serialVersionUID = 1L;

    ServerUnreachable(String database, Throwable cause) {
      super(
          "database server "
              + database
              + " cannot be reached ("
              + line(cause)
              + "): start it, or correct host and port in WAYPOST_DB",
          cause);
    }
  }

  /** The server answers, and does not let us in: user, password, TLS, its list of hosts. */
  public static final class ServerRejects extends StartRefused {
    private static final long serialVersionUID = 1L;

    ServerRejects(String database, String what, String remedy, Throwable cause) {
      super(
          "database server " + database + " " + what + " (" + line(cause) + "): " + remedy, cause);
    }
  }

  /** The server has no database of that name. */
  public static final class NoSuchDatabase extends StartRefused {
    private static final long serialVersionUID = 1L;

    NoSuchDatabase(String database, Throwable cause) {
      super(
          "database server "
              + database
              + " has no such database: make it with CREATE DATABASE, or correct its name in"
              + " WAYPOST_DB",
          cause);
    }
  }

  /** The user may not do what a node does. */
  public static final class RightsMissing extends StartRefused {
    private static final long serialVersionUID = 1L;

    RightsMissing(String database, Throwable cause) {
      super(
          "database "
              + database
              + " does not give this user the rights it needs ("
              + line(cause)
              + "): make it the owner of the database, or use the roles of docs/postgres/roles.sql",
          cause);
    }
  }

  /** The schema is not that of this program, and this start is not to change it. */
  public static final class SchemaOutdated extends StartRefused {
    private static final long serialVersionUID = 1L;

    SchemaOutdated(String database, int missing) {
      super(
          "database "
              + database
              + " lacks "
              + missing
              + " steps of the schema of this program, and waypost.database.postgres.migrate is"
              + " off: run ./waypost migrate as the owner of the schema first");
    }
  }

  /** The database is there, but no node has ever worked in it. */
  public static final class SchemaMissing extends StartRefused {
    private static final long serialVersionUID = 1L;

    SchemaMissing(String database) {
      super(
          "database "
              + database
              + " has no tables of ours, so no node has kept its data there: correct WAYPOST_DB");
    }
  }

  /** Another node works in the database. */
  public static final class DatabaseBusy extends StartRefused {
    private static final long serialVersionUID = 1L;

    DatabaseBusy(String database, String holder) {
      super(
          "database "
              + database
              + " is in use by another node"
              + holder
              + ": stop that one, or set WAYPOST_DB to another database");
    }
  }

  private static String line(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").replace(": ", ", ");
  }
}
