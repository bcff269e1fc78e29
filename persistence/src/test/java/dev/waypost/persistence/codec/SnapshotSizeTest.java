package dev.waypost.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.Folded;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.First;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large snapshots get over the years, and that they have an end. */
class SnapshotSizeTest {
  private static final Duration AFTER = Duration.ofDays(90);

  private final EventCodec codec = new EventCodec();

  /** One mail of a campaign of its own each day; every fifth is opened and clicked. */
  @ParameterizedTest
  @CsvSource({"10, 900", "100, 8000", "1000, 28000", "10000, 230000", "30000, 450000"})
  void snapshot_ofOneMailADay_hasAtMostSoManyBytes(int mails, int bytesMax) {
    var state = daily(mails);

    var encoded = codec.encode(state);

    assertThat(encoded.bytes()).hasSizeBetween(bytesMax / 2, bytesMax);
    assertThat(codec.decode(encoded.type().code(), encoded.bytes(), "r", 1)).isEqualTo(state);
  }

  /** What a folded mailing adds: with its share of the hits at most 32 bytes. */
  @ParameterizedTest
  @CsvSource({"0, 18", "1, 32"})
  void foldedMailing_withOrWithoutHits_isSmall(int clicked, int bytesMax) {
    var one = codec.encode(folded(100, clicked)).bytes().length;
    var two = codec.encode(folded(200, clicked)).bytes().length;

    assertThat((two - one) / 100.0).isLessThanOrEqualTo(bytesMax);
  }

  private static Recipient folded(int mails, int clicked) {
    var random = new Random(1);
    var at = Samples.AT;
    var state = Recipient.EMPTY;
    for (var i = 0; i < mails; i++) {
      state = mailed(state, random, at, i);
      state = clicked == 0 ? state : clicked(state, random, at, i);
    }
    return state.folded(at);
  }

  static Recipient daily(int mails) {
    var random = new Random(mails);
    var state = Recipient.EMPTY;
    var at = Samples.AT;
    for (var i = 0; i < mails; i++) {
      at = at.plus(Duration.ofDays(1));
      state = mailed(state, random, at, i);
      if (i % 5 == 0) {
        state = clicked(state, random, at.plusSeconds(3_600), i);
      }
      state = state.folded(at.minus(AFTER));
    }
    assertThat(state.folded().mailings().size()).isLessThanOrEqualTo(Folded.MAX);
    return state;
  }

  private static Recipient mailed(Recipient state, Random random, Instant at, int number) {
    var mail =
        new MailingRef(
            new Origin(BatchId.random(random), random.nextInt(200), 1 + random.nextInt(100_000)),
            campaign(number),
            row(number));
    var begun =
        Recipient.evolve(
            state,
            new RecipientEvent.AttemptStarted(
                mail,
                1,
                MailingState.WAITING,
                new Incarnation(7),
                at,
                at,
                Duration.ZERO,
                WhenInDoubt.RETRY));
    return Recipient.evolve(
        begun, new RecipientEvent.Delivered(mail.origin(), mail.campaign(), 1, at, Reply.NONE));
  }

  private static Recipient clicked(Recipient state, Random random, Instant at, int number) {
    var visitor = new Visitor(random.nextInt(60_000), random.nextInt(60_000));
    return Recipient.evolve(
        state,
        new RecipientEvent.HitsApplied(
            new HitLog.LogId(1, 9),
            number,
            List.of(
                hit(Token.Kind.OPEN, number, 0, at, visitor),
                hit(Token.Kind.CLICK, number, random.nextInt(30), at, visitor)),
            at));
  }

  private static RecipientEvent.JudgedHit hit(
      Token.Kind kind, int number, int link, Instant at, Visitor visitor) {
    return new RecipientEvent.JudgedHit(
        kind,
        campaign(number),
        row(number),
        link,
        at,
        Set.of(),
        visitor,
        30,
        Verdict.HUMAN,
        Set.of(),
        2,
        Set.of(First.OF_MAILING));
  }

  private static String campaign(int number) {
    return "newsletter-2026-" + number;
  }

  private static int row(int number) {
    return number * 0x9E3779B1;
  }
}
