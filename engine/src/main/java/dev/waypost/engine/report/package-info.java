/**
 * What the read side answers: result records, and the port {@link
 * dev.waypost.engine.report.Reports} that views implement. Pure; sees only ids.
 */
@NullMarked
package dev.waypost.engine.report;

import org.jspecify.annotations.NullMarked;
