package dev.waypost.http.api;

import dev.waypost.http.intake.Gunzip;
import dev.waypost.http.intake.RowFormat;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** A body of rows as its headers describe it. */
record Upload(Inbound request, RowFormat format, Encoding encoding) {
  /** So little packed text becomes a MiB at most. */
  private static final int PACKED_BYTES_MAX = 1 << 10;

  /** How the body is packed. */
  enum Encoding {
    IDENTITY,
    GZIP
  }

  static Upload of(Inbound request) {
    return new Upload(request, format(request), encoding(request));
  }

  /**
   * The unpacked text in pieces.
   *
   * @return fails with a {@link Refusal} when it cannot be unpacked, or unpacks to too much
   */
  Source<ByteString, NotUsed> text(ApiSettings.Limits limits) {
    return switch (encoding) {
      case IDENTITY -> request.body();
      case GZIP ->
          request
              .body()
              .mapConcat(Upload::slices)
              .map(Optional::of)
              .concat(Source.single(Optional.<ByteString>empty()))
              .statefulMap(() -> new Unpacking(limits), Unpacking::next, Unpacking::end)
              .mapConcat(pieces -> pieces);
    };
  }

  private static List<ByteString> slices(ByteString bytes) {
    var slices = new ArrayList<ByteString>();
    for (var from = 0; from < bytes.size(); from += PACKED_BYTES_MAX) {
      slices.add(bytes.slice(from, Math.min(from + PACKED_BYTES_MAX, bytes.size())));
    }
    return slices;
  }

  /** What comes out of a packed body. */
  private static final class Unpacking {
    private final List<ByteString> pieces = new ArrayList<>();
    private final Gunzip gunzip;

    Unpacking(ApiSettings.Limits limits) {
      gunzip =
          new Gunzip(
              limits.unpackRatio(),
              limits.unpackFree(),
              piece -> pieces.add(ByteString.fromByteBuffer(piece)));
    }

    static Pair<Unpacking, List<ByteString>> next(Unpacking self, Optional<ByteString> packed) {
      packed.ifPresentOrElse(bytes -> self.gunzip.feed(bytes.asByteBuffer()), self.gunzip::finish);
      var out = List.copyOf(self.pieces);
      self.pieces.clear();
      return Pair.create(self, out);
    }

    static Optional<List<ByteString>> end(Unpacking self) {
      self.gunzip.close();
      return Optional.empty();
    }
  }

  static RowFormat format(Inbound request) {
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
}
