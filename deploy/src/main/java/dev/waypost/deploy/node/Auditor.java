package dev.waypost.deploy.node;

import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.persistence.audit.AuditReport;

/** Recounts rows, journal and hit log without the views. */
@FunctionalInterface
public interface Auditor {
  /** Reads only; may run beside the node of the same data folder. */
  AuditReport recount(NodeSettings settings);
}
