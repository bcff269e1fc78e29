package dev.waypost.engine.link;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a key ring, in a key file or in an environment variable. Never quotes a secret. */
final class KeyRingText {
  static final String EXPECTED =
      "expected ID:SECRET, with an id of 0..7 and a secret of 32 bytes as 43 characters of"
          + " base64url (openssl rand -base64 32 | tr '+/' '-_' | tr -d =)";

  private KeyRingText() {}

  static List<TokenKey> parse(String text) {
    var keys = new ArrayList<TokenKey>();
    for (var line : text.lines().toList()) {
      if (line.strip().startsWith("#")) {
        continue;
      }
      for (var entry : line.split(",", -1)) {
        if (!entry.isBlank()) {
          keys.add(entry(entry.strip(), keys.size() + 1));
        }
      }
    }
    return keys;
  }

  static String print(List<TokenKey> keys) {
    return keys.stream()
        .map(key -> key.id() + ":" + key.secretText() + "\n")
        .collect(Collectors.joining());
  }

  private static TokenKey entry(String text, int number) {
    var idIsPlain = text.length() > 1 && text.charAt(1) == ':';
    if (!idIsPlain || text.charAt(0) < '0' || text.charAt(0) > '0' + TokenKeys.ID_MAX) {
      throw wrong(number, "it does not start with an id and a colon");
    }
    var secret = Base64Url.decode(text.substring(2));
    if (secret.isEmpty()) {
      throw wrong(number, "its secret is not base64url without padding");
    }
    if (secret.get().length != TokenKey.SECRET_BYTES) {
      throw wrong(number, "its secret has " + secret.get().length + " bytes");
    }
    return new TokenKey(text.charAt(0) - '0', secret.get());
  }

  private static IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException(
        "token key entry " + number + ": " + what + "; " + EXPECTED);
  }
}
