package dev.waypost.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.campaign.Campaign;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.PageProgress;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
  private static final String WHOSE = "r|default|AAAAAAAAAAAAAA";

  private final EventCodec codec = new EventCodec();

  @ParameterizedTest
  @EnumSource(EventType.class)
  void event_throughBytes_isEqual(EventType type) {
    var sample = Samples.of(type);

    var encoded = codec.encode(sample);

    assertThat(encoded.type()).isEqualTo(Samples.writtenAs(type));
    assertThat(codec.decode(encoded.type().code(), encoded.bytes(), WHOSE, 1)).isEqualTo(sample);
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void goldenFile_ofAType_isReadForever(EventType type) {
    var bytes = golden(type);

    assertThat(bytes)
        .as(
            "%s is missing; its content is %s",
            goldenName(type), HexFormat.of().formatHex(codec.encode(Samples.of(type)).bytes()))
        .isPresent();
    assertThat(codec.decode(type.code(), bytes.get(), WHOSE, 1)).isEqualTo(Samples.of(type));
    if (Samples.writtenAs(type) == type) {
      assertThat(codec.encode(Samples.of(type)).bytes()).isEqualTo(bytes.get());
    }
  }

  /** Seeded damage; nothing may come of it but a value or the one exception. */
  @ParameterizedTest
  @EnumSource(EventType.class)
  void brokenBytes_ofAType_areUnreadableAndNothingElse(EventType type) {
    var intact = golden(type).orElseThrow();
    for (var seed = 0L; seed < 2_000; seed++) {
      var broken = broken(intact, new SplittableRandom(seed));
      try {
        assertThat(codec.decode(type.code(), broken, WHOSE, 9)).isNotNull();
      } catch (UnreadableEvent e) {
        assertThat(e.persistenceId()).isEqualTo(WHOSE);
        assertThat(e.seqNr()).isEqualTo(9);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + " " + HexFormat.of().formatHex(broken), e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void truncatedBytes_ofAType_areUnreadable(EventType type) {
    var intact = golden(type).orElseThrow();
    for (var length = 0; length < intact.length; length++) {
      var cut = Arrays.copyOf(intact, length);
      assertThatThrownBy(() -> codec.decode(type.code(), cut, WHOSE, 9))
          .as("cut to %s", cut.length)
          .isInstanceOf(UnreadableEvent.class);
    }
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void bytesBehindTheLastField_ofAType_areUnreadable(EventType type) {
    var intact = golden(type).orElseThrow();
    var longer = Arrays.copyOf(intact, intact.length + 1);

    assertThatThrownBy(() -> codec.decode(type.code(), longer, WHOSE, 9))
        .isInstanceOf(UnreadableEvent.class);
  }

  private static byte[] broken(byte[] intact, SplittableRandom random) {
    var broken = intact.clone();
    var flips = random.nextInt(1, 8);
    for (var i = 0; i < flips; i++) {
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(broken, random.nextInt(broken.length + 1))
        : broken;
  }

  @Test
  void unknownCode_isUnreadableAndSaysWhatToDo() {
    assertThatThrownBy(() -> codec.decode(999, new byte[] {1}, WHOSE, 42))
        .isInstanceOf(UnreadableEvent.class)
        .hasMessageContaining("999")
        .hasMessageContaining("42")
        .hasMessageContaining(WHOSE)
        .hasMessageContaining("later");
  }

  @Test
  void somethingElse_hasNoBytes() {
    assertThatThrownBy(() -> codec.encode("a text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("String");
  }

  @Test
  void tooManyBytes_areRefused() {
    var huge = new BitSet();
    huge.set(9 * EventCodec.BYTES_MAX);

    assertThatThrownBy(() -> codec.encode(new Page.Closed(huge)))
        .hasMessageContaining("at most " + EventCodec.BYTES_MAX);
    assertThatThrownBy(() -> codec.decode(1, new byte[EventCodec.BYTES_MAX + 1], WHOSE, 1))
        .isInstanceOf(UnreadableEvent.class);
  }

  @ParameterizedTest
  @MethodSource
  void state_ofEachShape_comesBackEqual(Object state) {
    var encoded = codec.encode(state);

    assertThat(codec.decode(encoded.type().code(), encoded.bytes(), WHOSE, 1)).isEqualTo(state);
  }

  static Stream<Object> state_ofEachShape_comesBackEqual() {
    return Stream.of(
        Recipient.EMPTY,
        new Campaign.Absent(),
        new Page.Fresh(),
        new Page.Closed(new BitSet()),
        new Page.Open(Page.Phase.DRIVING, new BitSet(), Map.of()));
  }

  @ParameterizedTest
  @MethodSource
  void time_ofAnyFineness_comesBackEqual(Instant time) {
    var event = new RecipientEvent.SuppressionsRemoved(time);
    var encoded = codec.encode(event);

    assertThat(codec.decode(encoded.type().code(), encoded.bytes(), WHOSE, 1)).isEqualTo(event);
  }

  static Stream<Instant> time_ofAnyFineness_comesBackEqual() {
    return Stream.of(
        Instant.EPOCH,
        Instant.EPOCH.minusNanos(1),
        Instant.parse("2026-03-01T10:00:00.123456789Z"),
        Instant.parse("1969-07-20T20:17:40.5Z"),
        Instant.MIN,
        Instant.MAX);
  }

  @Test
  void startedAndDelivered_together_areSmall() {
    var started = codec.encode(Samples.attemptStarted()).bytes().length;
    var delivered = codec.encode(Samples.delivered()).bytes().length;

    assertThat(started + delivered).isLessThanOrEqualTo(125);
  }

  @Test
  void codesAndNames_areUniqueAndFit() {
    assertThat(EventType.values()).extracting(EventType::code).doesNotHaveDuplicates();
    assertThat(EventType.values()).extracting(EventType::logicalName).doesNotHaveDuplicates();
    assertThat(EventType.values()).allSatisfy(t -> assertThat(t.code()).isBetween(1, 32_767));
    assertThat(EventType.values())
        .allSatisfy(t -> assertThat(t.logicalName()).matches("[a-z]+(\\.[a-zA-Z]+)?/[1-9][0-9]*"));
  }

  /** Bytes hold ordinals: constants are appended here, never moved, never removed. */
  @Test
  void constants_inTheBytes_keepTheirPlaces() {
    assertThat(names(MailingState.values()))
        .startsWith(
            "WAITING",
            "ATTEMPTING",
            "DEFERRED",
            "DELIVERED",
            "BOUNCED",
            "EXPIRED",
            "SUPPRESSED",
            "DUPLICATE",
            "FAILED",
            "CANCELLED",
            "IN_DOUBT");
    assertThat(names(WhenInDoubt.values())).startsWith("RETRY", "ASSUME_DELIVERED", "HOLD");
    assertThat(names(MailKind.values())).startsWith("BROADCAST", "TRANSACTIONAL");
    assertThat(names(BounceKind.values())).startsWith("HARD", "SOFT", "BLOCK");
    assertThat(names(RecipientEvent.Proof.values())).startsWith("SOMEBODY_SAID", "HIT");
    assertThat(names(RecipientEvent.First.values())).startsWith("OF_MAILING", "OF_LINK");
    assertThat(names(Suppression.Reason.values()))
        .startsWith("UNSUBSCRIBED", "BOUNCED", "COMPLAINED", "MANUAL");
    assertThat(names(Token.Kind.values())).startsWith("CLICK", "OPEN", "UNSUBSCRIBE");
    assertThat(names(Verdict.values())).startsWith("HUMAN", "UNKNOWN", "MACHINE");
    assertThat(names(VerdictReason.values()))
        .startsWith(
            "HEAD",
            "PREFETCH",
            "SCANNER_AGENT",
            "BURST_OVER_LINKS",
            "PRIVACY_PROXY",
            "IMAGE_PROXY",
            "NO_AGENT");
    assertThat(names(Hit.Sign.values()))
        .startsWith(
            "HEAD",
            "PREFETCH",
            "SCANNER",
            "PROXY",
            "NO_AGENT",
            "NO_LANGUAGE",
            "ONE_CLICK",
            "PRIVACY_PROXY");
    assertThat(names(CampaignPhase.values()))
        .startsWith("DRAFT", "SCHEDULED", "RUNNING", "PAUSED", "FINISHED", "CANCELLED", "ARCHIVED");
    assertThat(names(PageProgress.values())).startsWith("OPEN", "FINISHED");
    assertThat(names(Page.Phase.values())).startsWith("DRIVING", "RESTING");
  }

  private static String[] names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Enum::name).toArray(String[]::new);
  }

  private static String goldenName(EventType type) {
    return "golden/"
        + type.logicalName().replace('/', '-')
        + switch (type.format()) {
          case CBOR -> ".cbor.hex";
          case PACKED -> ".packed.hex";
        };
  }

  private static Optional<byte[]> golden(EventType type) {
    try (var in = EventCodecTest.class.getClassLoader().getResourceAsStream(goldenName(type))) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              HexFormat.of()
                  .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
