/**
 * The read side: what is counted and told from the journal. {@link
 * dev.waypost.persistence.view.Projection} follows the journal and keeps the counters, each event
 * once; {@link dev.waypost.persistence.view.SqlReports} answers from them. Everything here can be
 * thrown away and made again. Start reading at {@link dev.waypost.persistence.view.Tally}.
 */
@NullMarked
package dev.waypost.persistence.view;

import org.jspecify.annotations.NullMarked;
