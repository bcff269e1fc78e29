package dev.waypost.engine.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes the URLs that stand in mails. The token is valid on any host, so the base may change while
 * links are in inboxes, as long as the old one still leads to an edge. Safe for use by many
 * threads.
 */
public final class TrackedUrls {
  /** Nothing that could end an attribute or a sentence around the URL. */
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~%/-]*");

  private final String base;
  private final TokenKeys keys;

  /**
   * @param base public http or https URL of the tracking server; may have a path, with or without a
   *     slash at its end
   */
  public TrackedUrls(String base, TokenKeys keys) {
    this.base = checked(base);
    this.keys = keys;
  }

  /** Of a link whose destination is the same for all. */
  public String click(Token token) {
    return base + "/c/" + mint(token, Token.Kind.CLICK);
  }

  /**
   * Of a link whose destination has merge fields.
   *
   * @param values one for each of {@link Destination#fields()}, as they are merged for the token's
   *     recipient; they must {@link #fits fit}
   */
  public String click(Token token, List<String> values) {
    if (values.isEmpty()) {
      return click(token);
    }
    var text = mint(token, Token.Kind.CLICK);
    return base + "/c/" + text + "/" + keys.seal(text, values);
  }

  /** Whether values are not too long to travel in a URL. */
  public static boolean fits(List<String> values) {
    return SealedValues.fits(values);
  }

  /** Of the pixel. */
  public String open(Token token) {
    return base + "/o/" + mint(token, Token.Kind.OPEN) + ".gif";
  }

  /** Of the unsubscribe page, also good for the one-click POST of RFC 8058. */
  public String unsubscribe(Token token) {
    return base + "/u/" + mint(token, Token.Kind.UNSUBSCRIBE);
  }

  private String mint(Token token, Token.Kind kind) {
    if (token.kind() != kind) {
      throw new IllegalArgumentException("expected a token of kind " + kind + ", got " + token);
    }
    return keys.mint(token);
  }

  private static String checked(String base) {
    try {
      var uri = new URI(base);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && PATH.matcher(uri.getRawPath()).matches()
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return base.replaceFirst("/+$", "");
      }
    } catch (URISyntaxException e) {
      throw refused(base, e);
    }
    throw refused(base, new IllegalArgumentException("not of this form"));
  }

  private static IllegalArgumentException refused(String base, Exception cause) {
    return new IllegalArgumentException(
        "the base of tracked links must be an http or https URL without user, query or fragment,"
            + " such as https://t.example.com, got '"
            + base
            + "'",
        cause);
  }
}
