/**
 * Tracked links from both ends: how links are found and rewritten, what a token says, what a hit is
 * and how it is judged; and the ports through which hits and link tables travel. Pure. Start
 * reading at {@link dev.waypost.engine.link.Token}.
 */
@NullMarked
package dev.waypost.engine.link;

import org.jspecify.annotations.NullMarked;
