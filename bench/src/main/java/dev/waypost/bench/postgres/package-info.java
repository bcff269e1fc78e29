/**
 * PostgreSQL under the suites: a server of their own or a given one, its databases, and what a
 * reference needs to say to them directly. The only SQL outside of persistence, as a peer must be
 * spoken to without what it is compared with.
 */
@NullMarked
package dev.waypost.bench.postgres;

import org.jspecify.annotations.NullMarked;
