package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a key of the sender API must be. Whoever guesses one may mail in your name: where other
 * machines reach the API, a short key is refused; on loopback it is warned of, as trying things out
 * harms nobody.
 */
final class KeyRule {
  /** A made-up key has 192 bits in 35 characters; this is what nobody guesses over a network. */
  static final int LENGTH_MIN = 16;

  /** What an Authorization header carries; a comma separates keys. */
  private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e&&[^,]]+");

  private static final String REMEDY =
      "make one with: echo wp_$(openssl rand -hex 24) - or leave it unset, and one is generated";

  private KeyRule() {}

  /** Refuses keys that cannot be sent, and short ones where others can reach the API. */
  static void check(List<Secret> keys, String bind) {
    for (var i = 0; i < keys.size(); i++) {
      if (!SENDABLE.matcher(keys.get(i).text()).matches()) {
        throw Trouble.configuration(
            "%s: key %d of %d has characters that no request can carry; expected are visible ASCII"
                .formatted(Option.API_KEY.label(), i + 1, keys.size()),
            REMEDY);
      }
    }
    if (!Loopback.isLoopback(bind)) {
      shortKey(keys)
          .ifPresent(
              what -> {
                throw Trouble.configuration(
                    what + ", and bind = " + bind + " lets other machines in", REMEDY);
              });
    }
  }

  /** What to say of short keys; never says them. */
  static Optional<String> shortKey(List<Secret> keys) {
    for (var i = 0; i < keys.size(); i++) {
      var length = keys.get(i).text().length();
      if (length < LENGTH_MIN) {
        return Optional.of(
            "%s: key %d of %d has %d characters; expected are at least %d"
                .formatted(Option.API_KEY.label(), i + 1, keys.size(), length, LENGTH_MIN));
      }
    }
    return Optional.empty();
  }
}
