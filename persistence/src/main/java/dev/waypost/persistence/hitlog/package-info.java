/**
 * Where an edge keeps its hits before it answers them: an append-only log of segment files, and the
 * shipper that hands its content over to the engine, at least once and in the order of the log.
 * Knows no database and no actor system. Start reading at {@link
 * dev.waypost.persistence.hitlog.FileHitLog}; the bytes are described at {@code Slot} and {@code
 * Segment}.
 */
@NullMarked
package dev.waypost.persistence.hitlog;

import org.jspecify.annotations.NullMarked;
