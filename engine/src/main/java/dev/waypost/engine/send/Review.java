package dev.waypost.engine.send;

import java.util.List;

/** What becomes of content and a row, with what its author should know. */
sealed interface Review {
  /**
   * @param missing merge fields that the row has nothing for
   */
  record Reviewed(RenderedMail mail, List<MissingField> missing) implements Review {}

  /** This row cannot be mailed with this content, and where the reason is. */
  record Flawed(TemplateProblem problem) implements Review {}
}
