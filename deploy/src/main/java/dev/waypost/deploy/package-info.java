/** The only room that knows all others: the command line, the wiring of a node, its settings. */
@NullMarked
package dev.waypost.deploy;

import org.jspecify.annotations.NullMarked;
