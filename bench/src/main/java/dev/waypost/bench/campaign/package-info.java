/** A whole campaign: its rows come in, its mails go out, its people click, and all adds up. */
@NullMarked
package dev.waypost.bench.campaign;

import org.jspecify.annotations.NullMarked;
