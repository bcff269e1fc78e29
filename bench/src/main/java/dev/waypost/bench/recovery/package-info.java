/**
 * How quickly recipients wake and write, on Waypost's journal and on the stock plugin: the same
 * entity, the same bytes, the same server.
 */
@NullMarked
package dev.waypost.bench.recovery;

import org.jspecify.annotations.NullMarked;
