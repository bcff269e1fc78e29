package dev.waypost.persistence.view;

import dev.waypost.persistence.store.BulkSql;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One of the two sets of tables that a view has. One is shown; the other is empty, is being made
 * from the first event, or holds what was shown before. Statements are written for the first.
 */
enum Edition {
  FIRST("figures"),
  SECOND("figures_2");

  private static final Pattern TABLES =
      Pattern.compile(
          "\\b(campaign_count|link_count|campaign_listing|stream_event|stream_event_by_campaign"
              + "|batch_place|page_state|mailing|suppression)\\b");

  /** As many as there are statements. */
  private static final Map<String, String> OF_SECOND = new ConcurrentHashMap<>();

  private static final Map<BulkSql, BulkSql> BULKS_OF_SECOND = new ConcurrentHashMap<>();

  private final String view;

  Edition(String view) {
    this.view = view;
  }

  /** The name of its offset and of its dead letters. */
  String view() {
    return view;
  }

  Edition other() {
    return switch (this) {
      case FIRST -> SECOND;
      case SECOND -> FIRST;
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
      case SECOND -> OF_SECOND.computeIfAbsent(text, Edition::second);
    };
  }

  BulkSql sql(BulkSql text) {
    return switch (this) {
      case FIRST -> text;
      case SECOND -> BULKS_OF_SECOND.computeIfAbsent(text, sql -> sql.with(Edition::second));
    };
  }

  private static String second(String text) {
    return TABLES.matcher(text).replaceAll("$1_2");
  }
}
