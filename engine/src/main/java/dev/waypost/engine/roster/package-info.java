/**
 * How rows come in and are driven: batches, pages, and the actor that walks a page's rows through
 * their recipients. A page is at most 500 rows and 1 MiB: the unit that is stored, driven and
 * checkpointed. Start reading at {@link dev.waypost.engine.roster.Page} and {@link
 * dev.waypost.engine.roster.Intake}.
 */
@NullMarked
package dev.waypost.engine.roster;

import org.jspecify.annotations.NullMarked;
