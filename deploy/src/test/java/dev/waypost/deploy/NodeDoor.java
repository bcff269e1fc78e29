package dev.waypost.deploy;

import dev.waypost.deploy.node.Auditor;
import dev.waypost.deploy.node.DatabaseDoor;
import dev.waypost.deploy.node.Migrator;
import dev.waypost.deploy.node.NodeStarter;

/** Lets system tests, which live in a room of their own, start and recount what Main does. */
public final class NodeDoor {
  private NodeDoor() {}

  public static NodeStarter starter() {
    return Node::start;
  }

  public static Auditor auditor() {
    return Audits::recount;
  }

  public static Migrator migrator() {
    return Databases::migrate;
  }

  public static DatabaseDoor databases() {
    return Beside::open;
  }
}
