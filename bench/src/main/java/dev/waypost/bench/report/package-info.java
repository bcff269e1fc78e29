/**
 * What a suite measured, and the three ways to tell it: a table, JSON, and a page without outside
 * resources. Pure: whoever measures hands in time and machine. Start reading at {@link
 * dev.waypost.bench.report.Report}.
 */
@NullMarked
package dev.waypost.bench.report;

import org.jspecify.annotations.NullMarked;
