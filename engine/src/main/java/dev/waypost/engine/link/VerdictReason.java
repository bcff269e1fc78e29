package dev.waypost.engine.link;

/** Why a verdict is what it is. The order is that of the bytes in the journal: only append. */
public enum VerdictReason {
  /** Method HEAD: nobody reads a page that way. */
  HEAD,
  /** The headers say prefetch, prerender or preview. */
  PREFETCH,
  /** The User-Agent names a scanner, crawler or library. */
  SCANNER_AGENT,
  /** Several or all links of the mail within seconds. */
  BURST_OVER_LINKS,
  /** Apple's Mail Privacy Protection fetches every image, read or not. */
  PRIVACY_PROXY,
  /** An image proxy that fetches when a person opens the mail. */
  IMAGE_PROXY,
  /** No User-Agent. */
  NO_AGENT
}
