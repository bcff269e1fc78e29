package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import java.time.Duration;
import org.apache.pekko.util.ByteString;

/**
 * The writing side of a connection: what of its answers the line has not taken yet, piece by piece.
 * Holds what HTTP handed over at a time, and asks for no more before that is gone. For one thread.
 */
final class OutgoingAnswers {
  private static final int FAILED_BYTES_MAX = 512;

  /** Handed to the line at a time, so that a caller who takes slowly is seen to take. */
  private static final int PIECE_BYTES = 16 << 10;

  private final Instruments instruments;
  private ByteString unwritten = ByteString.emptyByteString();

  /** A piece is with the line, and the rest of it waits. */
  private boolean isWriting;

  private long writingSince;
  private boolean isLast;

  OutgoingAnswers(Instruments instruments) {
    this.instruments = instruments;
  }

  void add(ByteString answer) {
    unwritten = unwritten.concat(ours(answer));
  }

  /** The last word, instead of what HTTP would say. */
  void addLast(Problem problem) {
    unwritten = unwritten.concat(RawAnswer.of(problem, instruments.nextRequestId()));
    isLast = true;
  }

  /** Nothing follows. */
  void end() {
    isLast = true;
  }

  boolean isEnded() {
    return isLast;
  }

  boolean isWriting() {
    return isWriting;
  }

  boolean isEmpty() {
    return unwritten.isEmpty();
  }

  /** What the line gets now. */
  ByteString nextPiece(long now) {
    var piece = unwritten.take(PIECE_BYTES);
    unwritten = unwritten.drop(PIECE_BYTES);
    isWriting = true;
    writingSince = now;
    return piece;
  }

  /** The line wants more. */
  void taken() {
    isWriting = false;
  }

  boolean isStalled(long now, Duration limit) {
    return isWriting && now - writingSince > limit.toNanos();
  }

  /**
   * Whatever we answer has a number. A 500 without one is the HTTP layer's, which fails over some
   * requests that it has parsed (HTTP/1.0 with chunks): the last answer of this connection.
   */
  private ByteString ours(ByteString answer) {
    var text = answer.size() < FAILED_BYTES_MAX ? answer.utf8String() : "";
    if (!text.startsWith("HTTP/1.1 500 ") || text.contains("\r\nRequest-Id: ")) {
      return answer;
    }
    instruments.counters().count(PortCounter.UNREADABLE);
    return RawAnswer.of(
        Problem.unreadable("this is no HTTP request that can be read"),
        instruments.nextRequestId());
  }
}
