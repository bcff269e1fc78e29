/**
 * The hot path: clicks, opens and unsubscribes on the tracking port. What is answered is decided in
 * {@link dev.waypost.http.track.Tracking}, which knows no server; {@link
 * dev.waypost.http.track.TrackServer} puts it behind Pekko HTTP, in an actor system of its own.
 */
@NullMarked
package dev.waypost.http.track;

import org.jspecify.annotations.NullMarked;
