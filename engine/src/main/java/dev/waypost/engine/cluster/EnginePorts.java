package dev.waypost.engine.cluster;

import dev.waypost.engine.Contents;
import dev.waypost.engine.Engine;
import dev.waypost.engine.delivery.Transport;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.report.EventStream;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.roster.Alarms;
import dev.waypost.engine.roster.Announcements;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Exports;
import dev.waypost.engine.roster.ImportLines;
import dev.waypost.engine.roster.PageRows;
import dev.waypost.engine.roster.RowIndex;
import dev.waypost.engine.send.Rows;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The outside world of an engine node.
 *
 * @param nanos a monotonic clock, in nanoseconds
 * @param random unpredictable: ids are made with it
 */
public record EnginePorts(
    Contents contents,
    LinkTables tables,
    Batches batches,
    PageRows pageRows,
    Announcements announcements,
    RowIndex index,
    Rows rows,
    Alarms alarms,
    Reports reports,
    Exports exports,
    ImportLines importLines,
    EventStream events,
    Transport transport,
    TrackedUrls urls,
    Function<SenderId, Pseudonyms> pseudonyms,
    Incarnation incarnation,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random) {
  /** Fails with {@link Engine.Archived} when the campaign's rows have gone to an archive. */
  CompletionStage<Void> requireRows(CampaignId campaign) {
    return index
        .isArchived(campaign)
        .thenCompose(
            archived ->
                archived
                    ? CompletableFuture.failedStage(new Engine.Archived())
                    : CompletableFuture.completedStage(null));
  }
}
