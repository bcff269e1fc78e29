package dev.waypost.engine.link;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of a destination's merge fields, encrypted for the path behind a token: AES-SIV with
 * the token as associated data, base64url, and a last character that names the version.
 */
final class SealedValues {
  /** Most bytes of all values of one destination together, with two for the length of each. */
  static final int BYTES_MAX = 4096;

  /** A digit, so that mail readers do not cut the URL. */
  private static final char VERSION = '0';

  private static final int TEXT_MAX = (BYTES_MAX + AesSiv.BLOCK) * 4 / 3 + 4;

  private SealedValues() {}

  static boolean fits(List<String> values) {
    return values.stream().mapToInt(value -> Short.BYTES + bytes(value).length).sum() <= BYTES_MAX;
  }

  static String seal(AesSiv cipher, String token, List<String> values) {
    return Base64Url.encode(cipher.seal(write(values), bytes(token))) + VERSION;
  }

  static Optional<List<String>> open(AesSiv cipher, String token, String sealed) {
    var last = sealed.length() - 1;
    if (last < 0 || last > TEXT_MAX || sealed.charAt(last) != VERSION) {
      return Optional.empty();
    }
    return Base64Url.decode(sealed.substring(0, last))
        .flatMap(bytes -> cipher.open(bytes, bytes(token)))
        .map(SealedValues::read);
  }

  private static byte[] write(List<String> values) {
    var encoded = values.stream().map(SealedValues::bytes).toList();
    var length = encoded.stream().mapToInt(value -> Short.BYTES + value.length).sum();
    if (!(length <= BYTES_MAX)) {
      throw new IllegalArgumentException(
          "the values of one destination have at most " + BYTES_MAX + " bytes, got " + length);
    }
    var buffer = ByteBuffer.allocate(length);
    encoded.forEach(value -> buffer.putShort((short) value.length).put(value));
    return buffer.array();
  }

  /** Only bytes that were sealed come here, so anything malformed is a bug. */
  private static List<String> read(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    var values = new ArrayList<String>();
    while (buffer.hasRemaining()) {
      var value = buffer.slice(buffer.position() + Short.BYTES, buffer.getShort(buffer.position()));
      buffer.position(buffer.position() + Short.BYTES + value.remaining());
      try {
        values.add(StandardCharsets.UTF_8.newDecoder().decode(value).toString());
      } catch (CharacterCodingException e) {
        throw new IllegalStateException("sealed values are not UTF-8", e);
      }
    }
    return List.copyOf(values);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
