package dev.waypost.engine.send;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.LinkFault;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TrackedShape;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.send.RenderedMail.MailLink;
import dev.waypost.engine.send.Rendering.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The URLs of one mail; remembers which links it has. One thread. */
final class MailUrls {
  private final TrackedUrls urls;
  private final Tracking clicks;
  private final LinkTableId table;
  private final MailRow row;
  private final Token.Stage stage;
  private final Set<MailLink> links = new LinkedHashSet<>();

  MailUrls(TrackedUrls urls, Tracking clicks, LinkTableId table, MailRow row, Token.Stage stage) {
    this.urls = urls;
    this.clicks = clicks;
    this.table = table;
    this.row = row;
    this.stage = stage;
  }

  boolean areTracked() {
    return clicks == Tracking.ON;
  }

  /** What stands in the mail for a link. */
  String click(int index, Destination destination, List<String> values) {
    var url = resolve(index, destination, values);
    var tracked =
        switch (clicks) {
          case ON -> TrackedShape.fits(url) ? url : tracked(index, values);
          case OFF -> url;
        };
    links.add(new MailLink(index, url, tracked));
    return tracked;
  }

  private String tracked(int index, List<String> values) {
    if (!TrackedUrls.fits(values)) {
      throw Stopped.atLink(Reason.DESTINATION_TOO_LONG, index, LinkFault.LENGTH.rule());
    }
    return urls.click(token(Token.Kind.CLICK, index), values);
  }

  String open() {
    return urls.open(token(Token.Kind.OPEN, 0));
  }

  String unsubscribe() {
    return urls.unsubscribe(token(Token.Kind.UNSUBSCRIBE, 0));
  }

  /** Each once, in order of first appearance. */
  List<MailLink> links() {
    return List.copyOf(links);
  }

  /** Where the tracked URLs lead, one for each. */
  Map<String, String> destinations() {
    return links.stream()
        .collect(Collectors.toMap(MailLink::tracked, MailLink::url, (first, same) -> first));
  }

  private static String resolve(int index, Destination destination, List<String> values) {
    try {
      return destination.resolve(values);
    } catch (Destination.Refused e) {
      var reason = e.fault() == LinkFault.LENGTH ? Reason.DESTINATION_TOO_LONG : Reason.DESTINATION;
      throw Stopped.atLink(reason, index, e.fault().rule());
    }
  }

  private Token token(Token.Kind kind, int link) {
    return new Token(kind, stage, table, link, row.recipient(), row.key().hash());
  }
}
