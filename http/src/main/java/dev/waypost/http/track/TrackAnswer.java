package dev.waypost.http.track;

import java.util.List;
import java.util.Optional;

/**
 * An answer as any server can send it. A server adds the length, its Date, and leaves the body off
 * where the method is HEAD.
 *
 * @param contentType empty exactly if the body is
 * @param body not to be changed: answers share it
 */
public record TrackAnswer(
    int status, List<Header> headers, Optional<String> contentType, byte[] body) {
  /** One header, its name as it goes on the wire. */
  public record Header(String name, String value) {}

  public TrackAnswer {
    headers = List.copyOf(headers);
  }
}
