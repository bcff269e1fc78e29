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
  private final List<String> originals = new ArrayList<>();
  private final List<LinkExtraction.Place> places = new ArrayList<>();
  private final List<LinkNote> notes = new ArrayList<>();
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

  /** Puts a call in place of the destination. */
  void track(String url, Optional<String> name, int start, int end) {
    var index = firstIndex + links.size();
    if (!(index < Token.LINKS_MAX)) {
      refuse(LinkFault.COUNT, start);
      return;
    }
    try {
      Destination.parse(url);
    } catch (Destination.Refused e) {
      if (e.fault() != LinkFault.LENGTH) {
        refuse(e.fault(), LinkFlaw.of(e.fault(), url), start);
        return;
      }
      note(LinkNote.Kind.TOO_LONG, url, start); // it is the mailings that fail
    }
    links.add(new Link(index, url, part, name));
    originals.add(template.substring(start, end));
    countTo(start);
    places.add(new LinkExtraction.Place(row, start - rowStart + 1));
    replace(start, end, LinkExtraction.call(index));
  }

  void replace(int start, int end, String by) {
    rewritten.append(template, copied, start).append(by);
    copied = end;
  }

  /** Notes a problem. As with {@link #note}, positions come in rising order. */
  void refuse(LinkFault fault, int at) {
    refuse(fault, fault.rule(), at);
  }

  private void refuse(LinkFault fault, String detail, int at) {
    countTo(at);
    problems.add(new LinkProblem(part, row, at - rowStart + 1, fault, detail));
  }

  /** Notes what the author should look at. */
  void note(LinkNote.Kind kind, String url, int at) {
    if (notes.size() < LinkNote.NOTES_MAX) {
      countTo(at);
      notes.add(new LinkNote(part, row, at - rowStart + 1, kind, url));
    }
  }

  private void countTo(int at) {
    while (counted < at) {
      if (template.charAt(counted++) == '\n') {
        row++;
        rowStart = counted;
      }
    }
  }

  LinkExtraction.Extracted finish() {
    rewritten.append(template, copied, template.length());
    return new LinkExtraction.Extracted(
        rewritten.toString(), links, originals, places, notes, problems);
  }
}
