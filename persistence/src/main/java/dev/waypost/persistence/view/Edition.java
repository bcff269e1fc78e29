package dev.waypost.persistence.view;

import dev.waypost.persistence.store.BulkSql;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One of the two sets of tables that a view has. One is shown; the other is empty, is being made
 * from the first event, or holds what was shown before. Statements are written for the first.
 * Beside them stands what events had counted that were cut off the journal.
 */
enum Edition {
  FIRST("figures", ""),
  SECOND("figures_2", "_2"),
  /** Counters and suppressions only; nobody reads it but a view that begins anew. */
  CUT("cut", "_cut");

  private static final Pattern TABLES =
      Pattern.compile(
          "\\b(campaign_count|link_count|campaign_listing|stream_event|stream_event_by_campaign"
              + "|batch_place|page_state|mailing|suppression)\\b");

  /** As many as there are statements, for each edition but the first. */
  private static final Map<Edition, Map<String, String>> TEXTS =
      Map.of(SECOND, new ConcurrentHashMap<>(), CUT, new ConcurrentHashMap<>());

  private static final Map<Edition, Map<BulkSql, BulkSql>> BULKS =
      Map.of(SECOND, new ConcurrentHashMap<>(), CUT, new ConcurrentHashMap<>());

  private final String view;
  private final String suffix;

  Edition(String view, String suffix) {
    this.view = view;
    this.suffix = suffix;
  }

  /** The name of its offset and of its dead letters. */
  String view() {
    return view;
  }

  Edition other() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
      case CUT -> throw new IllegalStateException("there is nothing beside what was cut");
    };
  }

  static Edition of(String view) {
    for (var edition : values()) {
      if (edition.view.equals(view)) {
        return edition;
      }
    }
    throw new IllegalStateException("no edition of the view is called " + view);
  }

  /** The statement, about the tables of this edition. */
  String sql(String text) {
    return switch (this) {
      case FIRST -> text;
      case SECOND, CUT ->
          Objects.requireNonNull(TEXTS.get(this)).computeIfAbsent(text, this::renamed);
    };
  }

  BulkSql sql(BulkSql text) {
    return switch (this) {
      case FIRST -> text;
      case SECOND, CUT ->
          Objects.requireNonNull(BULKS.get(this))
              .computeIfAbsent(text, sql -> sql.with(this::renamed));
    };
  }

  private String renamed(String text) {
    return TABLES.matcher(text).replaceAll("$1" + suffix);
  }
}
