package dev.waypost.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.roster.PageEntity;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that may travel between nodes survives the trip. The records are found by reflection
 * and filled with made-up values, every case of a sealed type in its turn, so that nobody forgets a
 * new one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireTest {
  private static final List<Class<?>> ROOTS =
      List.of(
          RecipientEntity.Command.class,
          RecipientEntity.Answer.class,
          RecipientEntity.Standing.class,
          RecipientEntity.Clearance.class,
          RecipientEntity.Portrait.class,
          CampaignEntity.Command.class,
          CampaignEntity.Answer.class,
          CampaignEntity.Terms.class,
          CampaignEntity.Sighting.class,
          PageEntity.Command.class,
          PageEntity.Undertaken.class,
          HitIntake.Receipt.class);

  private final ActorTestKit kit =
      ActorTestKit.create(
          "wire",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final SerializationTestKit serialization = kit.serializationTestKit();
  private final ActorRef<Object> somebody = kit.createTestProbe().getRef();

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  static Stream<Class<?>> messages() {
    return ROOTS.stream().flatMap(WireTest::records).filter(WireTest::travels);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void message_survivesTheTrip(Class<?> message) {
    var samples = samples(message);

    assertThat(samples).isNotEmpty();
    samples.forEach(sample -> serialization.verifySerialization(sample, true));
  }

  @Test
  void requests_areAllAmongTheSamples() {
    assertThat(samples(RecipientEntity.Ask.class)).hasSizeGreaterThan(10);
    assertThat(samples(CampaignEntity.Ask.class)).hasSizeGreaterThan(9);
  }

  /** Private ones never leave their actor. */
  private static boolean travels(Class<?> message) {
    return Modifier.isPublic(message.getModifiers());
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WireTest::records)
        : Stream.of(type);
  }

  /** Each component's cases once, the others at their first. */
  private List<Object> samples(Class<?> type) {
    if (type.isSealed()) {
      return records(type).flatMap(r -> samples(r).stream()).toList();
    }
    var columns =
        Arrays.stream(type.getRecordComponents()).map(c -> values(c.getGenericType(), c)).toList();
    var rows = columns.stream().mapToInt(List::size).max().orElse(1);
    var made = new ArrayList<Object>();
    for (var row = 0; row < rows; row++) {
      var arguments = new ArrayList<Object>();
      for (var column : columns) {
        arguments.add(column.get(row % column.size()));
      }
      made.add(instance(type, arguments));
    }
    return made;
  }

  private static Object instance(Class<?> type, List<Object> arguments) {
    try {
      var types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot make a " + type + " of " + arguments, e);
    }
  }

  private List<?> values(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType generic) {
      var raw = (Class<?>) generic.getRawType();
      if (raw == ActorRef.class) {
        return List.of(somebody);
      }
      var inner = values(generic.getActualTypeArguments()[0], component);
      if (raw == Optional.class) {
        return Stream.concat(Stream.of(Optional.empty()), inner.stream().map(Optional::of))
            .toList();
      }
      Collection<?> all = inner;
      return raw == Set.class ? List.of(Set.copyOf(all), Set.of()) : List.of(all, List.of());
    }
    var plain = (Class<?>) type;
    if (plain.isEnum()) {
      return List.of(plain.getEnumConstants());
    }
    if (plain.isRecord() || plain.isSealed()) {
      return known(plain);
    }
    return simple(plain, component);
  }

  /** Records that take only some texts, and those that are made as any other. */
  private List<?> known(Class<?> type) {
    if (type == SenderId.class) {
      return List.of(SenderId.DEFAULT);
    }
    if (type == BatchId.class) {
      return List.of(new BatchId("abcdefghijklmnop"), new BatchId("-_ABCDEFGHIJKLMN"));
    }
    if (type == CampaignId.class) {
      return List.of(new CampaignId(SenderId.DEFAULT, "spring"));
    }
    return samples(type);
  }

  private static List<?> simple(Class<?> type, RecordComponent component) {
    if (type == int.class || type == Integer.class) {
      return component.getName().equals("code") ? List.of(0, 550) : List.of(1, 64);
    }
    if (type == long.class) {
      return List.of(1L, (1L << 40) - 1);
    }
    if (type == short.class) {
      return List.of((short) -3);
    }
    if (type == String.class) {
      return List.of("spring", "");
    }
    if (type == Instant.class) {
      return List.of(Instant.parse("2026-03-01T12:00:00.123456789Z"), Instant.EPOCH);
    }
    if (type == Duration.class) {
      return List.of(Duration.ZERO, Duration.ofNanos(-1_234_567_890_123L));
    }
    throw new AssertionError("say what a " + type + " looks like, for " + component);
  }
}
