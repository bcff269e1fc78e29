package dev.waypost.engine.link;

/**
 * What speaks for a machine. Some suffice alone, the others add up ({@link VerdictRules}); a
 * person's hit may bear a reason or two that did not. The order is that of the bytes in the
 * journal: only append.
 */
public enum VerdictReason {
  /** Method HEAD: nobody reads a page that way. */
  HEAD,
  /** The headers say prefetch, prerender or preview, or it is the agent that Gmail does it with. */
  PREFETCH,
  /** The User-Agent names a scanner, crawler or library. */
  SCANNER_AGENT,
  /** Several links of the mail within seconds. */
  BURST_OVER_LINKS,
  /** Apple's Mail Privacy Protection fetches every image, read or not. */
  PRIVACY_PROXY,
  /** An image proxy that fetches when a person opens the mail. */
  IMAGE_PROXY,
  /** No User-Agent. */
  NO_AGENT,
  /** Before the mail was taken, or sooner after it than a person can be. */
  TOO_SOON,
  /** Sooner after the mail was taken than people usually are. */
  SOON,
  /** The agent of a browser, without the headers that such a browser sends. */
  BARE_REQUEST,
  /** The same visitor asked for the same link by HEAD. */
  HEAD_BESIDE,
  /** Another visitor's more complete request for the same link, moments before or after. */
  SECOND_VISITOR,
  /** An open by a visitor of the clicks that are a machine's burst. */
  BURST_BESIDE
}
