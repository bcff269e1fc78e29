package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.LinkExtraction.Extracted;

/** Undoes an extraction, to see that nothing else was changed. */
final class Restored {
  private Restored() {}

  /** The rewritten template with what its author wrote where the calls are. */
  static String text(Extracted extracted) {
    var restored = extracted.template();
    for (var link : extracted.links()) {
      var call = LinkExtraction.call(link.index());
      assertThat(restored).containsOnlyOnce(call);
      restored = restored.replace(call, extracted.originals().get(link.index()));
    }
    return restored;
  }
}
