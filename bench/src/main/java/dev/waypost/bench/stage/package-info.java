/**
 * What is a suite, and what it is given: how large to be, where to put files, how to start a node.
 */
@NullMarked
package dev.waypost.bench.stage;

import org.jspecify.annotations.NullMarked;
