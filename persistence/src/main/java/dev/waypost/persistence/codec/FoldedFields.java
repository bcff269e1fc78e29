package dev.waypost.persistence.codec;

import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.Folded;
import dev.waypost.engine.recipient.FoldedEngagement;
import dev.waypost.engine.recipient.FoldedMailing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;

/**
 * What is folded: 18 bytes a mailing, 10 behind another one of its campaign; 10 and some for the
 * hits of a mail, if anybody but machines made any.
 */
final class FoldedFields {
  private static final int OPENED = 1;
  private static final int UNSUBSCRIBED = 2;
  private static final int BY_NUMBER = 4;

  private FoldedFields() {}

  static void write(Folded folded, FieldWriter to) {
    var mailings = folded.mailings();
    to.number(mailings.size());
    for (var i = 0; i < mailings.size(); i++) {
      var mailing = mailings.get(i);
      var isSame = i > 0 && mailings.get(i - 1).campaign() == mailing.campaign();
      to.number((long) mailing.standing() << 1 | (isSame ? 1 : 0));
      if (!isSame) {
        eight(mailing.campaign(), to);
      }
      eight(mailing.origin(), to);
    }
    to.each(folded.engagements(), FoldedFields::engagement);
  }

  static Folded read(FieldReader from) {
    var count = from.number();
    var mailings = new ArrayList<FoldedMailing>();
    for (var i = 0L; i < count; i++) {
      var first = from.number();
      var campaign = (first & 1) == 1 ? mailings.getLast().campaign() : eight(from);
      mailings.add(FoldedMailing.of(campaign, eight(from), Math.toIntExact(first >> 1)));
    }
    return new Folded(mailings, from.each(FoldedFields::engagement));
  }

  /** Clicked links as bits or by their numbers, whichever is shorter. */
  private static void engagement(FoldedEngagement engagement, FieldWriter to) {
    var links = engagement.links();
    var byNumber = links.cardinality() + 1 < (links.length() + 7) / 8;
    to.number(
        (engagement.done().contains(Token.Kind.OPEN) ? OPENED : 0)
            | (engagement.done().contains(Token.Kind.UNSUBSCRIBE) ? UNSUBSCRIBED : 0)
            | (byNumber ? BY_NUMBER : 0));
    eight(engagement.mail(), to);
    if (byNumber) {
      to.each(links.stream().boxed().toList(), (link, t) -> t.number(link));
    } else {
      to.bits(links);
    }
  }

  private static FoldedEngagement engagement(FieldReader from) {
    var flags = from.number();
    var mail = eight(from);
    var done = EnumSet.noneOf(Token.Kind.class);
    if ((flags & OPENED) != 0) {
      done.add(Token.Kind.OPEN);
    }
    if ((flags & UNSUBSCRIBED) != 0) {
      done.add(Token.Kind.UNSUBSCRIBE);
    }
    var links = (flags & BY_NUMBER) == 0 ? from.bits() : numbered(from.each(FieldReader::integer));
    return new FoldedEngagement(mail, links, done);
  }

  private static BitSet numbered(List<Integer> links) {
    var set = new BitSet();
    links.forEach(link -> set.set(checked(link)));
    return set;
  }

  /** Broken bytes must not ask for more memory than a mail can have links. */
  private static int checked(int link) {
    if (!(link >= 0 && link < Token.LINKS_MAX)) {
      throw new IllegalArgumentException(
          "a link is less than " + Token.LINKS_MAX + ", got " + link);
    }
    return link;
  }

  private static void eight(long value, FieldWriter to) {
    to.fixed(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  private static long eight(FieldReader from) {
    return ByteBuffer.wrap(from.fixed(Long.BYTES)).getLong();
  }
}
