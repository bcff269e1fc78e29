package dev.waypost.engine.link;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;

/**
 * What the opaque text in a tracked URL says. See {@link TokenKeys} for its bytes and its
 * signature.
 *
 * @param kind what the token may be used for; it is under the signature
 * @param stage whether it stands in a test mail
 * @param link number of the link in the table, 0..65535; 0 for opens and unsubscribes
 * @param rowHash first 4 bytes of the row key
 */
public record Token(
    Kind kind, Stage stage, LinkTableId table, int link, RecipientKey recipient, int rowHash) {
  /** Most links in one table. */
  public static final int LINKS_MAX = 65_536;

  /** What a token is good for; the order is that of the two bits on the wire. */
  public enum Kind {
    CLICK,
    OPEN,
    UNSUBSCRIBE
  }

  /** Whether the mail was sent for real; the order is that of the bit on the wire. */
  public enum Stage {
    REAL,
    TEST
  }

  public Token {
    if (!(link >= 0 && link < LINKS_MAX)) {
      throw new IllegalArgumentException(
          "a link number is 0.." + (LINKS_MAX - 1) + ", got " + link);
    }
  }
}
