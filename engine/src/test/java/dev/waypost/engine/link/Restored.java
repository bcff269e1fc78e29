package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.LinkExtraction.Extracted;

/** Undoes an extraction, to see that nothing else was changed. */
final class Restored {
  private Restored() {}

  /** For templates without attributes of ours. */
  static void assertSame(String template, Extracted extracted) {
    assertThat(plain(text(extracted))).isEqualTo(plain(template));
  }

  /** The rewritten template with the destinations where the calls are. */
  static String text(Extracted extracted) {
    var restored = extracted.template();
    for (var link : extracted.links()) {
      var call = LinkExtraction.call(link.index());
      assertThat(restored).containsOnlyOnce(call);
      restored = restored.replace(call, link.url());
    }
    return restored;
  }

  /** Without what a destination may lose: quotes that were added, entities, space in URLs. */
  private static String plain(String text) {
    return text.replace("&amp;", "&").replaceAll("[\"'\\s]", "");
  }
}
