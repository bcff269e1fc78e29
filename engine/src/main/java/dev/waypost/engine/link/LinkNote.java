package dev.waypost.engine.link;

/**
 * A link that its author should look at: it is no reason to refuse the template, but it is left as
 * it is, or mailings may fail because of it. A preview shows it as a warning.
 *
 * @param row line of the link in the template, from 1
 * @param column character in that line, from 1
 * @param url as its author wrote it, entities decoded, cut to {@link #URL_SHOWN_MAX} characters
 */
public record LinkNote(Link.Part part, int row, int column, Kind kind, String url) {
  /** Longest URL that a note shows. */
  public static final int URL_SHOWN_MAX = 200;

  /** Most notes of one template; further ones are dropped. */
  public static final int NOTES_MAX = 200;

  /** What is remarkable; {@link #code()} stands in answers to senders. */
  public enum Kind {
    RELATIVE("relativeLink", "a mail has no address of its own; write https:// and the host"),
    PROTOCOL_RELATIVE(
        "protocolRelativeLink", "not tracked, and dead in many mail readers; write https: before"),
    MALFORMED("malformedLink", "looks like a web address but is none; write https:// and the host"),
    PLACEHOLDER("placeholderLink", "not tracked: there is nothing behind http:// or https://"),
    SCHEME("otherScheme", "not tracked: only http and https are"),
    FOREIGN_TAG("foreignTag", "a merge tag of another system stays as it is; here it is {{field}}"),
    ALREADY_TRACKED("alreadyTracked", "a tracked link is not tracked again"),
    FORM("formAction", "forms are not tracked, and many mail readers block them"),
    TOO_LONG("longLink", "longer than 2000 characters: mailings with it fail");

    private final String code;
    private final String detail;

    Kind(String code, String detail) {
      this.code = code;
      this.detail = detail;
    }

    /** The stable name, in camelCase. */
    public String code() {
      return code;
    }

    /** What it means and what to do, for people. */
    public String detail() {
      return detail;
    }
  }

  public LinkNote {
    url = url.length() > URL_SHOWN_MAX ? url.substring(0, URL_SHOWN_MAX) : url;
  }
}
