package dev.waypost.http.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Why a request comes to nothing, as its caller sees it.
 *
 * @param detail what to do about it; its wording may change
 * @param errors what is wrong with which piece of the input
 * @param headers that the status asks for, such as {@code Allow}
 * @param more members of this problem alone
 */
public record Problem(
    ProblemType type,
    int status,
    String detail,
    List<InputFault> errors,
    Map<String, String> headers,
    Map<String, String> more) {
  /** More faults of one request are not told. */
  public static final int ERRORS_MAX = 100;

  private static final Duration SOON = Duration.ofSeconds(5);

  public Problem {
    if (!(status >= 400 && status <= 599)) {
      throw new IllegalArgumentException("a problem has status 400 to 599, got " + status);
    }
    errors = List.copyOf(errors.subList(0, Math.min(errors.size(), ERRORS_MAX)));
    headers = Map.copyOf(headers);
    more = Map.copyOf(more);
  }

  /** Without members of its own. */
  public Problem(
      ProblemType type,
      int status,
      String detail,
      List<InputFault> errors,
      Map<String, String> headers) {
    this(type, status, detail, errors, headers, Map.of());
  }

  public static Problem unauthorized() {
    return new Problem(
        ProblemType.UNAUTHORIZED,
        401,
        "send a key of this server as 'Authorization: Bearer KEY'",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer realm=\"waypost\""));
  }

  public static Problem notFound(String detail) {
    return plain(ProblemType.NOT_FOUND, 404, detail);
  }

  public static Problem methodNotAllowed(String allow) {
    return new Problem(
        ProblemType.BLANK, 405, "use one of " + allow, List.of(), Map.of("Allow", allow));
  }

  /** The bytes are not what they claim to be. */
  public static Problem unreadable(String detail) {
    return plain(ProblemType.INVALID, 400, detail);
  }

  /** It was read, and cannot be used. */
  public static Problem invalid(String detail, List<InputFault> errors) {
    return new Problem(ProblemType.INVALID, 422, detail, errors, Map.of());
  }

  public static Problem invalid(InputFault error) {
    return invalid(error.detail(), List.of(error));
  }

  /** It was there, and is not any more. */
  public static Problem gone(String detail, Map<String, String> more) {
    return new Problem(ProblemType.BLANK, 410, detail, List.of(), Map.of(), more);
  }

  public static Problem wrongState(String detail) {
    return plain(ProblemType.WRONG_STATE, 409, detail);
  }

  /** If-Match names another version. */
  public static Problem otherVersion(String detail) {
    return plain(ProblemType.WRONG_STATE, 412, detail);
  }

  public static Problem keyReused() {
    return plain(
        ProblemType.KEY_REUSED,
        422,
        "this Idempotency-Key came with other content before: use a new key for new content");
  }

  public static Problem keyInUse() {
    return later(
        ProblemType.KEY_IN_USE,
        409,
        "a submission with this Idempotency-Key is still coming in: try again later");
  }

  /** The caller takes too long to say what it wants. */
  public static Problem timedOut(String detail) {
    return blank(408, detail);
  }

  /** The request line or the headers are. */
  public static Problem headTooLarge(String detail) {
    return plain(ProblemType.TOO_LARGE, 431, detail);
  }

  public static Problem uriTooLong() {
    return plain(ProblemType.TOO_LARGE, 414, "path and query are too long together");
  }

  public static Problem tooLarge(String detail) {
    return plain(ProblemType.TOO_LARGE, 413, detail);
  }

  public static Problem unsupportedMedia(String detail) {
    return plain(ProblemType.UNSUPPORTED_MEDIA, 415, detail);
  }

  /** It may have happened or not; asking again is safe. */
  public static Problem unavailable() {
    return later(
        ProblemType.UNAVAILABLE,
        503,
        "the engine or its database cannot be reached or did not answer in time: a change that was"
            + " asked for may still take effect, and repeating the request is safe");
  }

  /** There are as many connections as may be. */
  public static Problem tooManyConnections() {
    return later(
        ProblemType.UNAVAILABLE,
        503,
        "this server has as many connections as it bears: try again later, and keep yours open");
  }

  public static Problem tooManyRequests(String detail) {
    return later(ProblemType.TOO_MANY_REQUESTS, 429, detail);
  }

  /** A bug of ours. */
  public static Problem internal() {
    return plain(ProblemType.BLANK, 500, "an error of this server: report it with the Request-Id");
  }

  /** Nothing to add to the status. */
  public static Problem blank(int status, String detail) {
    return plain(ProblemType.BLANK, status, detail);
  }

  private static Problem plain(ProblemType type, int status, String detail) {
    return new Problem(type, status, detail, List.of(), Map.of());
  }

  private static Problem later(ProblemType type, int status, String detail) {
    return new Problem(
        type, status, detail, List.of(), Map.of("Retry-After", "" + SOON.toSeconds()));
  }
}
