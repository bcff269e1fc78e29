package dev.waypost.engine.link;

import java.time.Instant;
import java.util.Set;

/**
 * One request on a tracked link or pixel, or one unsubscribe POST, as the hit log keeps it:
 * evidence for the verdict, nothing that tells a person.
 *
 * @param at when it arrived, to the millisecond
 * @param signs what its headers gave away
 * @param agent a hash of the User-Agent, 0 without one
 * @param network the visitor's network, truncated to /24 or /48, in the low 48 bits (IPv4 in the
 *     low 24); 0 if unknown
 */
public record Hit(Instant at, Token token, Set<Sign> signs, int agent, long network) {
  public Hit {
    signs = Set.copyOf(signs);
  }

  /**
   * What a request's method and headers give away. The order is that of the bits in the log: only
   * append.
   */
  public enum Sign {
    /** Method HEAD. */
    HEAD,
    /** Sec-Purpose, Purpose, X-Purpose or X-Moz says prefetch, prerender or preview. */
    PREFETCH,
    /** The User-Agent names a known scanner, crawler or library. */
    SCANNER,
    /** The User-Agent names an image proxy that fetches when a person opens (Gmail, Yahoo). */
    PROXY,
    /** No User-Agent. */
    NO_AGENT,
    /** No Accept-Language. */
    NO_LANGUAGE,
    /** An unsubscribe by RFC 8058 one-click body rather than by the page's form. */
    ONE_CLICK,
    /** User-Agent exactly {@code Mozilla/5.0}, as Apple's Mail Privacy Protection sends. */
    PRIVACY_PROXY,
    /** The User-Agent is that of a browser of recent years, whose headers are known. */
    BROWSER,
    /** Accept does not ask for HTML, as a browser does that goes to a page. */
    NO_HTML,
    /** None of Sec-Fetch-*, though the link is https, over which browsers send them. */
    NO_FETCH_METADATA
  }
}
