package dev.waypost.deploy.mailbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail's html as it is shown in its frame. The policy that goes with it stops scripts and remote
 * content; this stops what no policy does, and makes links work.
 */
final class MailHtml {
  private static final Pattern HEAD = Pattern.compile("(?i)<head(?=[\\s/>])[^<>]*>");

  /** Nothing that it asks for may be loaded, but a preconnect would be made. */
  private static final Pattern LINK_ELEMENT = Pattern.compile("(?i)<link(?=[\\s/>])");

  /** Stands where a link element does in the grammar, and means nothing to a browser. */
  private static final String MEANINGLESS = "<basefont";

  private static final Pattern ANCHOR = Pattern.compile("(?i)<(?:a|area)\\s[^<>]*>");
  private static final Pattern TARGET =
      Pattern.compile("(?i)(\\starget\\s*=\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s>\"']+)");
  private static final String OUTSIDE = "<base target=\"_blank\">";

  private MailHtml() {}

  /** Every link opens a window of its own: the frame has no room for foreign pages. */
  static String shown(String html) {
    var quiet = LINK_ELEMENT.matcher(html).replaceAll(MEANINGLESS);
    var outside =
        ANCHOR
            .matcher(quiet)
            .replaceAll(
                anchor ->
                    Matcher.quoteReplacement(
                        TARGET.matcher(anchor.group()).replaceAll("$1\"_blank\"")));
    // Behind the head's tag, so that a doctype stays the first thing.
    var head = HEAD.matcher(outside);
    return head.find()
        ? outside.substring(0, head.end()) + OUTSIDE + outside.substring(head.end())
        : OUTSIDE + outside;
  }
}
