/** The machine under the suites: what it is, and how quickly its disk syncs. */
@NullMarked
package dev.waypost.bench.machine;

import org.jspecify.annotations.NullMarked;
