/**
 * The tables that change in place: rows, persons, alarms, keys. The schema of all rooms lies here
 * among the resources, {@code sqlite/V<n>__<what>.sql}: run in this order at opening, never edited
 * once released.
 */
@NullMarked
package dev.waypost.persistence.store;

import org.jspecify.annotations.NullMarked;
