package dev.waypost.engine.link;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a link's destination, entities decoded, is to us. */
sealed interface Href {
  /** To be tracked. */
  record Tracked() implements Href {}

  /** Left alone, and said so. */
  record Noted(LinkNote.Kind kind) implements Href {}

  /** Left alone in silence: it is meant to be no web link, or it is ours. */
  record Left() implements Href {}

  /** Never let into a mail. */
  record Script() implements Href {}

  /** What of a destination is looked at; the rest of a long one tells nothing about its kind. */
  int LOOKED_AT_MAX = 2_000;

  /** A destination of ours, such as {@code {{waypost.unsubscribeUrl}}} or one extracted before. */
  Pattern OWN =
      Pattern.compile("(?:@root[./]|\\.\\./|this[./]|\\./)*waypost(?:[-.\\s/].*)?", Pattern.DOTALL);

  Pattern SCRIPT = Pattern.compile("(?i)(?:javascript|vbscript|livescript):.*");
  Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

  /** Web addresses that browsers may forgive and mail readers may not. */
  Pattern ALMOST_WEB =
      Pattern.compile("(?i)(?:https?:.*|h{1,2}t{1,3}p{1,2}s{0,2}[:;.]?[/\\\\]{1,3}.+)");

  Pattern NO_HOST = Pattern.compile("(?i)https?://");

  /** Merge tags of Mailchimp, Campaign Monitor, SendGrid and others, as the whole destination. */
  Pattern FOREIGN_TAG =
      Pattern.compile(
          "\\*\\|.+\\|\\*|\\[\\[.+]]|\\[[\\w :-]+]|%%?[\\w:. -]+%%?|<%.+%>|\\$\\{.+}|##.+##");

  List<String> NOTED_SCHEMES = List.of("ftp", "ftps", "sftp", "file", "gopher", "ws", "wss");

  static Href of(String url) {
    var start = url.substring(0, Math.min(url.length(), LOOKED_AT_MAX));
    if (SCRIPT.matcher(start.replaceAll("[\\p{Cntrl} ]", "")).lookingAt()) {
      return new Script();
    }
    if (WebUrl.isWeb(start)) {
      return NO_HOST.matcher(start).matches() ? noted(LinkNote.Kind.PLACEHOLDER) : web(start);
    }
    var field = firstField(start);
    if (field.isPresent()) {
      return OWN.matcher(field.get()).matches() ? new Left() : new Tracked();
    }
    return other(start);
  }

  private static Href web(String url) {
    return TrackedShape.fits(url) ? noted(LinkNote.Kind.ALREADY_TRACKED) : new Tracked();
  }

  private static Href other(String url) {
    if (url.startsWith("#") && !FOREIGN_TAG.matcher(url).matches()) {
      return new Left();
    }
    if (FOREIGN_TAG.matcher(url).matches()) {
      return noted(LinkNote.Kind.FOREIGN_TAG);
    }
    if (url.startsWith("//") || url.startsWith("\\\\")) {
      return noted(LinkNote.Kind.PROTOCOL_RELATIVE);
    }
    if (ALMOST_WEB.matcher(url).lookingAt()) {
      return noted(LinkNote.Kind.MALFORMED);
    }
    var scheme = SCHEME.matcher(url);
    if (!scheme.matches()) {
      return noted(LinkNote.Kind.RELATIVE);
    }
    return NOTED_SCHEMES.contains(scheme.group(1).toLowerCase(Locale.ROOT))
        ? noted(LinkNote.Kind.SCHEME)
        : new Left();
  }

  private static Href noted(LinkNote.Kind kind) {
    return new Noted(kind);
  }

  /** What the expression says with which the text begins. */
  private static Optional<String> firstField(String url) {
    if (!url.startsWith("{{")) {
      return Optional.empty();
    }
    var end = new Mustaches(url).end(0);
    return Optional.of(end == 0 ? "" : Mustaches.inner(url.substring(0, end)));
  }
}
