/** Load by a timetable, and how long things took under it. */
@NullMarked
package dev.waypost.bench.load;

import org.jspecify.annotations.NullMarked;
