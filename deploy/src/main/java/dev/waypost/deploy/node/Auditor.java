package dev.waypost.deploy.node;

import dev.waypost.deploy.setting.NodeSettings;

/** Recounts rows, journal and hit log without the views. */
@FunctionalInterface
public interface Auditor {
  /** Reads only; may run beside the node of the same data folder. */
  Equations recount(NodeSettings settings);
}
