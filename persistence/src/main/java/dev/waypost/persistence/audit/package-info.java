/**
 * Counts everything once more: rows, journal and hit logs, without the views and without trusting
 * anybody's totals. Works on a connection that only reads, offline or beside a running node, and
 * must not use {@code persistence.view}. Start reading at {@link
 * dev.waypost.persistence.audit.Audit}.
 */
@NullMarked
package dev.waypost.persistence.audit;

import org.jspecify.annotations.NullMarked;
