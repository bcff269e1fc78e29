/**
 * Load suites, the peers they are compared with, and their reports. A suite starts what it measures
 * as processes of its own, measures the peer in the same run, and quotes ratios. Start reading at
 * {@link dev.waypost.bench.Bench}.
 */
@NullMarked
package dev.waypost.bench;

import org.jspecify.annotations.NullMarked;
