package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Exports.SuppressedAddress;
import dev.waypost.http.intake.SuppressionFeed;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.json.SuppressionCsv;
import dev.waypost.http.json.SuppressionJson;
import dev.waypost.http.server.Answers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/** All suppressions of a sender, out and in. */
final class SuppressionLists {
  private static final ContentType CSV = ContentTypes.parse("text/csv; charset=UTF-8");

  private final Engine engine;
  private final ApiSettings.Limits limits;
  private final Materializer materializer;

  SuppressionLists(Engine engine, ApiSettings.Limits limits, Materializer materializer) {
    this.engine = engine;
    this.limits = limits;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> export(Call call) {
    call.allow("limit", "after");
    var limit = call.optionalLimit();
    var after = call.parameter("after").map(SuppressionLists::key);
    var isCsv = Accepted.prefersCsv(call.request().listHeader("accept"));
    call.request().hold(call.rooms().exports(), 1);
    return engine
        .whenCurrent()
        .thenCompose(
            current -> isCsv ? csv(call, after, limit) : ndjson(call.sender(), after, limit));
  }

  private CompletionStage<HttpResponse> ndjson(
      SenderId sender, Optional<RecipientKey> after, Optional<Integer> limit) {
    return new LineExport<>(
            new Addresses(
                sender,
                SuppressionJson::writeLine,
                next ->
                    ByteString.fromArray(
                        BatchJson.writeCheckpoint(next.map(RecipientKey::toString)))))
        .answer(Answers.NDJSON, after, limit);
  }

  /** A table has no place for a checkpoint: where a piece ends, a header says. */
  private CompletionStage<HttpResponse> csv(
      Call call, Optional<RecipientKey> after, Optional<Integer> limit) {
    var addresses =
        new Addresses(call.sender(), SuppressionCsv::write, next -> ByteString.emptyByteString());
    var header = ByteString.fromArray(SuppressionCsv.header());
    if (limit.isEmpty()) {
      return new LineExport<>(addresses, header).answer(CSV, after, limit);
    }
    return addresses
        .read(after, limit.get())
        .thenApply(
            slice -> {
              var text =
                  slice.lines().stream()
                      .map(ByteString::fromArrayUnsafe)
                      .reduce(header, ByteString::concat);
              var response = Answers.of(200, CSV, text.toArray());
              return slice
                  .next()
                  .map(next -> Answers.with(response, Map.of("Link", link(limit.get(), next))))
                  .orElse(response);
            });
  }

  private static String link(int limit, RecipientKey next) {
    return "</v1/suppressions?limit=" + limit + "&after=" + next + ">; rel=\"next\"";
  }

  private static RecipientKey key(String cursor) {
    try {
      return RecipientKey.parse(cursor);
    } catch (IllegalArgumentException e) {
      throw Call.badCursor();
    }
  }

  private final class Addresses implements LineExport.Entries<RecipientKey> {
    private final SenderId sender;
    private final Function<SuppressedAddress, byte[]> line;
    private final Function<Optional<RecipientKey>, ByteString> end;

    Addresses(
        SenderId sender,
        Function<SuppressedAddress, byte[]> line,
        Function<Optional<RecipientKey>, ByteString> end) {
      this.sender = sender;
      this.line = line;
      this.end = end;
    }

    @Override
    public CompletionStage<LineExport.Slice<RecipientKey>> read(
        Optional<RecipientKey> after, int limit) {
      return engine
          .exportSuppressions(sender, after, limit)
          .thenApply(
              slice ->
                  new LineExport.Slice<>(
                      slice.addresses().stream().map(line).toList(), slice.next()));
    }

    @Override
    public ByteString end(Optional<RecipientKey> next) {
      return end.apply(next);
    }
  }

  /** Answered when all that was accepted binds. */
  CompletionStage<HttpResponse> importAll(Call call) {
    call.allow();
    var upload = Upload.of(call.request());
    return call.rooms()
        .imports()
        .during(() -> receive(upload, engine.importSuppressions(call.sender())));
  }

  private CompletionStage<HttpResponse> receive(Upload upload, SuppressionImport into) {
    var feed = new SuppressionFeed(upload.format(), limits.rowBytesMax(), limits.rowsMax());
    return new Feeding<>(new Import(feed, into))
        .run(upload.text(limits), materializer)
        .thenCompose(done -> into.complete())
        .thenApply(imported -> Answers.json(202, SuppressionJson.writeImported(imported)));
  }

  private record Import(SuppressionFeed feed, SuppressionImport into)
      implements Feeding.Taker<SuppressionImport.Line> {
    @Override
    public List<SuppressionImport.Line> feed(ByteBuffer piece) {
      return feed.feed(piece);
    }

    @Override
    public List<SuppressionImport.Line> finish() {
      return feed.finish();
    }

    @Override
    public CompletionStage<Void> offer(List<SuppressionImport.Line> lines) {
      return into.offer(lines);
    }

    @Override
    public CompletionStage<Void> abort() {
      return into.abort();
    }

    /** What binds already stays. */
    @Override
    public CompletionStage<Void> leave() {
      return into.abort();
    }
  }
}
