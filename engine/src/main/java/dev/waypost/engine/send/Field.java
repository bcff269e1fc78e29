package dev.waypost.engine.send;

/** The fields of content that are templates, and what each of them may become. */
enum Field {
  FROM_NAME("/from/name", 998, 998),
  SUBJECT("/subject", 998, 998),
  HTML("/html", 1 << 20, 4 << 20),
  TEXT("/text", 1 << 20, 4 << 20),
  /** A merge field of a link. */
  DESTINATION("a link", 2_000, 2_000);

  final String pointer;

  /** Longest template, in UTF-8 octets. */
  final int templateBytesMax;

  /** Longest result, in UTF-8 octets for headers and UTF-16 units for bodies. */
  final int renderedMax;

  Field(String pointer, int templateBytesMax, int renderedMax) {
    this.pointer = pointer;
    this.templateBytesMax = templateBytesMax;
    this.renderedMax = renderedMax;
  }
}
