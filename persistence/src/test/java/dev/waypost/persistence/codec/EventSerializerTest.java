package dev.waypost.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSerializerTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("serializer");

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(SYSTEM);
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void pekko_findsOurBytes_ofEachType(EventType type) {
    var sample = Samples.of(type);
    var serialization = SerializationExtension.get(SYSTEM);

    var serializer = serialization.findSerializerFor(sample);
    var manifest = Serializers.manifestFor(serializer, sample);
    var bytes = serialization.serialize(sample).get();

    assertThat(serializer).isInstanceOf(EventSerializer.class);
    assertThat(manifest).isEqualTo(Samples.writtenAs(type).logicalName());
    assertThat(serialization.deserialize(bytes, serializer.identifier(), manifest).get())
        .isEqualTo(sample);
  }

  @Test
  void unknownManifest_isNotSerializable() {
    assertThatThrownBy(() -> new EventSerializer().fromBinary(new byte[0], "nothing/1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("nothing/1");
  }
}
