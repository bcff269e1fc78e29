package dev.waypost.http.track;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request as any server can give it.
 *
 * @param path as it was sent, without the query
 * @param header looks a header up by its name in any case; several of one name joined by commas
 * @param peer who holds the other end of the connection
 * @param body of a POST, at most {@link TrackSettings#bodyBytes} long; otherwise empty
 */
public record TrackRequest(
    String method,
    String path,
    Function<String, Optional<String>> header,
    Optional<InetAddress> peer,
    String body) {}
