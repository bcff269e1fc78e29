/**
 * Puts the actors into a cluster and implements {@link dev.waypost.engine.Engine} on them: entity
 * types and shards, alarms, time limits, intake and hits. A cluster of one node is a cluster. Start
 * reading at {@link dev.waypost.engine.cluster.ClusterEngine}.
 */
@NullMarked
package dev.waypost.engine.cluster;

import org.jspecify.annotations.NullMarked;
