package dev.waypost.engine.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A template being rewritten from front to back, and what was found in it so far. */
final class Rewriting {
  private final String template;
  private final Link.Part part;
  private final int firstIndex;
  private final StringBuilder rewritten;
  private final List<Link> links = new ArrayList<>();
  private final List<LinkProblem> problems = new ArrayList<>();
  private int copied;
  private int row = 1;
  private int rowStart;
  private int counted;

  Rewriting(String template, Link.Part part, int firstIndex) {
    this.template = template;
    this.part = part;
    this.firstIndex = firstIndex;
    this.rewritten = new StringBuilder(template.length());
  }

  /** Puts a call in place of the destination, with the quotes its surroundings need. */
  void track(String url, Optional<String> name, int start, int end, String quote) {
    var index = firstIndex + links.size();
    if (!(index < Token.LINKS_MAX)) {
      refuse(LinkFault.COUNT, start);
      return;
    }
    try {
      Destination.parse(url);
    } catch (Destination.Refused e) {
      refuse(e.fault(), start);
      return;
    }
    links.add(new Link(index, url, part, name));
    replace(start, end, quote + LinkExtraction.call(index) + quote);
  }

  void replace(int start, int end, String by) {
    rewritten.append(template, copied, start).append(by);
    copied = end;
  }

  /** Notes a problem; positions come in rising order. */
  void refuse(LinkFault fault, int at) {
    while (counted < at) {
      if (template.charAt(counted++) == '\n') {
        row++;
        rowStart = counted;
      }
    }
    problems.add(new LinkProblem(part, row, at - rowStart + 1, fault, fault.rule()));
  }

  LinkExtraction.Extracted finish() {
    rewritten.append(template, copied, template.length());
    return new LinkExtraction.Extracted(rewritten.toString(), links, problems);
  }
}
