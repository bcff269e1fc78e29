/** How quickly recipients come in, against {@code COPY} of the same rows into the same tables. */
@NullMarked
package dev.waypost.bench.intake;

import org.jspecify.annotations.NullMarked;
