package dev.waypost.engine.send;

/** What became of content and a row. The same content and row always become the same. */
public sealed interface Rendering {
  record Rendered(RenderedMail mail) implements Rendering {}

  /**
   * This row cannot be mailed with this content; trying again is pointless.
   *
   * @param detail what is wrong, without anything of the row: it is journalled
   */
  record Unrenderable(Reason reason, String detail) implements Rendering {}

  /** Why a mail cannot be made. */
  enum Reason {
    /** A merged link is no URL that may be linked to. */
    DESTINATION,
    /** A merged link is longer than a link may be. */
    DESTINATION_TOO_LONG,
    /** A merged header has a line break or another control character. */
    HEADER,
    /** A header or body came out longer than it may be. */
    TOO_LONG,
    /** The template takes too many steps with this row. */
    TOO_MUCH_WORK,
    /** The template asks for what cannot be done with this row. */
    TEMPLATE
  }
}
