/**
 * Submissions of recipients as they come off the wire: bytes in pieces of any size become lines of
 * an intake, in flat memory. Pure push: whoever has bytes calls, nothing blocks, no thread waits.
 * Start reading at {@link dev.waypost.http.intake.RowFeed}.
 */
@NullMarked
package dev.waypost.http.intake;

import org.jspecify.annotations.NullMarked;
