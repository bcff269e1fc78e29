package dev.waypost.persistence.codec;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The codec as Pekko sees it, for its test kit and whatever else asks for a serializer. The journal
 * does not go through it.
 */
public final class EventSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 730_001;

  private final EventCodec codec = new EventCodec();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return codec.encode(value).type().logicalName();
  }

  @Override
  public byte[] toBinary(Object value) {
    return codec.encode(value).bytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    var type = EventType.ofName(manifest);
    if (type.isEmpty()) {
      throw new NotSerializableException("there is no event or state " + manifest);
    }
    return codec.decode(type.get().code(), bytes, manifest, 0);
  }
}
