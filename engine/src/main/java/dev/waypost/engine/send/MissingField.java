package dev.waypost.engine.send;

import com.github.jknack.handlebars.Helper;

/** A merge field that the row has nothing for: it renders empty. */
record MissingField(Field field, String name) {
  /** What the template engine calls for such a field. */
  static final String HELPER = "helperMissing";

  /** How many of one mail are noted. */
  static final int MAX = 100;

  /** Renders empty, and notes the name. */
  static final Helper<Object> NOTE =
      (context, options) -> {
        RenderRun.of(options).missing(options.helperName);
        return "";
      };
}
