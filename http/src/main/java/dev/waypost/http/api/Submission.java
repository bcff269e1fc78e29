package dev.waypost.http.api;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.http.intake.ContentDigest;
import dev.waypost.http.intake.RowFormat;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.pf.PFBuilder;
import org.apache.pekko.stream.javadsl.Compression;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * A submission of recipients as its headers describe it.
 *
 * @param key the idempotency key
 */
record Submission(
    Inbound request,
    CampaignId campaign,
    RowFormat format,
    Encoding encoding,
    Optional<String> key) {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int PIECE_BYTES_MAX = 64 << 10;

  /** How the body is packed. */
  enum Encoding {
    IDENTITY,
    GZIP
  }

  static Submission of(Inbound request, CampaignId campaign) {
    return new Submission(request, campaign, format(request), encoding(request), key(request));
  }

  /** The unpacked text, in pieces of at most 64 KiB or as they came. */
  Source<ByteString, NotUsed> text() {
    return switch (encoding) {
      case IDENTITY -> request.body();
      case GZIP ->
          request
              .body()
              .via(Compression.gzipDecompress(PIECE_BYTES_MAX))
              .mapError(
                  new PFBuilder<Throwable, Throwable>()
                      .match(Refusal.class, refusal -> refusal)
                      .matchAny(
                          failure ->
                              new Refusal(
                                  Problem.unreadable("the body is no complete gzip stream")))
                      .build());
    };
  }

  /** The same text in another form or for another campaign is another submission. */
  ContentDigest digest() {
    return new ContentDigest(campaign + "\n" + format);
  }

  private static RowFormat format(Inbound request) {
    var type = request.contentType();
    if (Call.hasType(type, "application/x-ndjson")) {
      return RowFormat.NDJSON;
    }
    if (Call.hasType(type, "text/csv")) {
      return RowFormat.CSV;
    }
    throw new Refusal(
        Problem.unsupportedMedia("send application/x-ndjson or text/csv, either in UTF-8"));
  }

  private static Encoding encoding(Inbound request) {
    return switch (request.header("content-encoding").orElse("identity").toLowerCase(Locale.ROOT)) {
      case "identity" -> Encoding.IDENTITY;
      case "gzip", "x-gzip" -> Encoding.GZIP;
      default ->
          throw new Refusal(
              Problem.unsupportedMedia("send the body as it is, or with Content-Encoding: gzip"));
    };
  }

  private static Optional<String> key(Inbound request) {
    var key = request.header("idempotency-key");
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw new Refusal(
          Problem.unreadable("Idempotency-Key must be 1 to 255 visible ASCII characters"));
    }
    return key;
  }
}
