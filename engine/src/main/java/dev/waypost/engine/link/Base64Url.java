package dev.waypost.engine.link;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding, of which every sequence of bytes has exactly one spelling: spare bits
 * must be zero, and nothing but the alphabet is read.
 */
final class Base64Url {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (var i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private Base64Url() {}

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Empty when the text is not what {@link #encode} writes. */
  static Optional<byte[]> decode(String text) {
    var length = text.length();
    if (length % 4 == 1) {
      return Optional.empty();
    }
    var bytes = new byte[length * 3 / 4];
    var bits = 0;
    var held = 0;
    var to = 0;
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      var value = c < VALUES.length ? VALUES[c] : -1;
      if (value < 0) {
        return Optional.empty();
      }
      bits = bits << 6 | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[to++] = (byte) (bits >>> held);
        bits &= (1 << held) - 1;
      }
    }
    return bits == 0 ? Optional.of(bytes) : Optional.empty();
  }
}
