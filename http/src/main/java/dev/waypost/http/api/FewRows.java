package dev.waypost.http.api;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.intake.ContentDigest;
import dev.waypost.http.intake.RowFeed;
import dev.waypost.http.json.RowsReader;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Rows that are few enough to be read whole: JSON, NDJSON or CSV, within the limit of a JSON body.
 *
 * @param form whether a fault's line is one of the body, or the number of a row in it
 * @param digest of the decoded content
 */
record FewRows(List<IntakeLine> lines, Form form, String digest) {
  /** Read at a time: what is wrong with a row takes many times the row. */
  private static final int PIECE_BYTES = 4 << 10;

  /** In which form they came. */
  enum Form {
    JSON,
    LINES
  }

  FewRows {
    lines = List.copyOf(lines);
  }

  /**
   * Reads all of the body; refuses what is no such body, and what has more rows.
   *
   * @param purpose the same bytes for another one are other content
   */
  static CompletionStage<FewRows> read(
      Call call,
      String purpose,
      int rowsMax,
      ApiSettings.Limits limits,
      Materializer materializer) {
    var request = call.request();
    var scope = purpose + "\n" + call.campaign();
    return Call.hasType(request.contentType(), "application/json")
        ? call.json().thenApply(body -> json(body, scope, rowsMax, limits))
        : text(call, limits, materializer)
            .thenApply(body -> lines(body, request, scope, rowsMax, limits));
  }

  private static FewRows json(byte[] body, String scope, int rowsMax, ApiSettings.Limits limits) {
    var digest = new ContentDigest(scope + "\nJSON");
    digest.feed(ByteBuffer.wrap(body));
    var lines = RowsReader.read(body, limits.rowBytesMax(), rowsMax);
    return new FewRows(bounded(lines, rowsMax), Form.JSON, digest.finish());
  }

  private static FewRows lines(
      byte[] body, Inbound request, String scope, int rowsMax, ApiSettings.Limits limits) {
    var format = Upload.format(request);
    var digest = new ContentDigest(scope + "\n" + format);
    var feed = new RowFeed(format, digest, limits.rowBytesMax(), limits.rowsMax());
    var lines = new ArrayList<IntakeLine>();
    for (var from = 0; from < body.length; from += PIECE_BYTES) {
      var piece = ByteBuffer.wrap(body, from, Math.min(PIECE_BYTES, body.length - from));
      lines.addAll(feed.feed(piece));
      refuseMore(lines, rowsMax);
    }
    lines.addAll(feed.finish());
    return new FewRows(bounded(lines, rowsMax), Form.LINES, digest.finish());
  }

  private static CompletionStage<byte[]> text(
      Call call, ApiSettings.Limits limits, Materializer materializer) {
    var share = call.request().hold(call.rooms().jsonBytes(), 0);
    var tooLarge =
        new Refusal(
            Problem.tooLarge("the decoded body has more than " + limits.jsonBytesMax() + " bytes"));
    return Submission.of(call.request(), call.campaign())
        .upload()
        .text(limits)
        .runWith(
            Sink.fold(
                new ByteArrayOutputStream(),
                (all, piece) -> {
                  if (all.size() + piece.size() > limits.jsonBytesMax()) {
                    throw tooLarge;
                  }
                  share.add(piece.size());
                  all.writeBytes(piece.toArrayUnsafe());
                  return all;
                }),
            materializer)
        .thenApply(ByteArrayOutputStream::toByteArray);
  }

  private static List<IntakeLine> bounded(List<IntakeLine> lines, int rowsMax) {
    if (lines.isEmpty()) {
      throw new Refusal(Problem.invalid("no rows: send at least one recipient", List.of()));
    }
    refuseMore(lines, rowsMax);
    return lines;
  }

  private static void refuseMore(List<IntakeLine> lines, int rowsMax) {
    if (lines.size() > rowsMax) {
      throw new Refusal(
          rowsMax == 1
              ? Problem.invalid("send exactly one row", List.of())
              : Problem.tooLarge("send at most " + rowsMax + " rows at a time"));
    }
  }
}
