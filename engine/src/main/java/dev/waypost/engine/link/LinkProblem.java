package dev.waypost.engine.link;

/**
 * A link for which a template is refused.
 *
 * @param row line of the link in the template, from 1
 * @param column character in that line, from 1
 * @param detail what is wrong and what to do
 */
public record LinkProblem(Link.Part part, int row, int column, LinkFault fault, String detail) {
  /** The fault's stable name. */
  public String code() {
    return fault.code();
  }
}
