/**
 * A node under load: its process, its API as a sender sees it, and its memory as the JVM sees it.
 */
@NullMarked
package dev.waypost.bench.node;

import org.jspecify.annotations.NullMarked;
