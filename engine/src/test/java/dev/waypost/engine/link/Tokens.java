package dev.waypost.engine.link;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Tokens and rings to test with. */
final class Tokens {
  /** Key 3 with the secret 00 01 02 ... 1f. */
  static final String FIXED_RING = "3:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  static final Token FIXED = fixed(Token.Kind.CLICK);

  private Tokens() {}

  static Token fixed(Token.Kind kind) {
    return new Token(
        kind,
        Token.Stage.TEST,
        LinkTableId.parse("0123456789"),
        kind == Token.Kind.CLICK ? 258 : 0,
        new RecipientKey(0xa0a1a2a3a4a5a6a7L, (short) 0xa8a9),
        0xdeadbeef);
  }

  static Token any(RandomGenerator random) {
    return new Token(
        Token.Kind.values()[random.nextInt(3)],
        Token.Stage.values()[random.nextInt(2)],
        LinkTableId.random(random),
        random.nextInt(Token.LINKS_MAX),
        new RecipientKey(random.nextLong(), (short) random.nextInt()),
        random.nextInt());
  }

  static TokenKeys ring(long seed) {
    return TokenKeys.random(new Random(seed));
  }
}
