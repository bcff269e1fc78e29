/** Load suites, the peers they are compared with, and their reports. */
@NullMarked
package dev.waypost.bench;

import org.jspecify.annotations.NullMarked;
