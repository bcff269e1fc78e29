package dev.waypost.engine.link;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The key ring that signs tokens. The first key signs, all of them verify. Safe for use by many
 * threads.
 *
 * <p>A token is 32 bytes, printed as 43 characters of base64url of which the last is always a
 * letter or digit:
 *
 * <pre>
 *   1  version (2 bits, 0), kind (2), test (1), key id (3)
 *   5  link table
 *   2  link
 *  10  recipient key
 *   4  row hash
 *  10  HMAC-SHA-256 over the 22 bytes before, cut to its first 10
 * </pre>
 *
 * <p>To rotate, first add the new key behind the old one on every node that verifies, then move it
 * to the front where tokens are minted; take the old one out when its links may die. Tokens in
 * inboxes cannot be recalled, so most rings never lose a key.
 */
public final class TokenKeys {
  /** Length of a token's text. */
  public static final int TEXT_LENGTH = 43;

  /** Highest key id; a ring has at most one key of each. */
  public static final int ID_MAX = 7;

  private static final int BYTES = 32;
  private static final int SIGNED_BYTES = 22;
  private static final int TEST_BIT = 0b1000;
  private static final Token.Kind[] KINDS = Token.Kind.values();

  private final List<TokenKey> keys;

  private TokenKeys(List<TokenKey> keys) {
    this.keys = List.copyOf(keys);
    if (this.keys.isEmpty()) {
      throw new IllegalArgumentException("no token key is given; " + KeyRingText.EXPECTED);
    }
    for (var i = 0; i < keys.size(); i++) {
      if (find(keys.get(i).id()).orElseThrow() != keys.get(i)) {
        throw new IllegalArgumentException(
            "token key id " + keys.get(i).id() + " is given twice; give each key its own, 0..7");
      }
    }
  }

  /**
   * Reads a ring: {@code id:secret} entries separated by commas or line ends, the signing one
   * first. Lines that start with {@code #} are skipped.
   *
   * @throws IllegalArgumentException saying which entry is wrong and what is expected, never what
   *     it says
   */
  public static TokenKeys parse(String text) {
    return new TokenKeys(KeyRingText.parse(text));
  }

  /** A ring of one new key, number 0. The generator must be a secure one. */
  public static TokenKeys random(RandomGenerator random) {
    return new TokenKeys(List.of(newKey(0, random)));
  }

  /**
   * This ring with a new signing key in front, under the next free id. The generator must be a
   * secure one.
   *
   * @throws IllegalStateException when all ids are taken: a key has to go first
   */
  public TokenKeys rotated(RandomGenerator random) {
    var next =
        IntStream.rangeClosed(1, ID_MAX)
            .map(step -> (keys.getFirst().id() + step) % (ID_MAX + 1))
            .filter(id -> find(id).isEmpty())
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("all 8 key ids are taken; remove an old key"));
    var rotated = new ArrayList<TokenKey>();
    rotated.add(newKey(next, random));
    rotated.addAll(keys);
    return new TokenKeys(rotated);
  }

  /** The ring as {@link #parse} reads it, one key a line. A secret: write it to a guarded file. */
  public String print() {
    return KeyRingText.print(keys);
  }

  /** The token's text: the same for the same token and ring. */
  public String mint(Token token) {
    var key = keys.getFirst();
    var buffer = ByteBuffer.allocate(BYTES);
    var test = token.stage() == Token.Stage.TEST ? TEST_BIT : 0;
    buffer.put((byte) (token.kind().ordinal() << 4 | test | key.id()));
    var table = token.table().value();
    buffer.put((byte) (table >>> 32)).putInt((int) table);
    buffer.putShort((short) token.link());
    token.recipient().write(buffer);
    buffer.putInt(token.rowHash());
    var bytes = buffer.array();
    System.arraycopy(key.mac(bytes, SIGNED_BYTES), 0, bytes, SIGNED_BYTES, BYTES - SIGNED_BYTES);
    return Base64Url.encode(bytes);
  }

  /**
   * What the text says, if a key of this ring signed it. No look-up and no secret-dependent timing.
   */
  public Optional<Token> verify(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    return Base64Url.decode(text).filter(this::isGenuine).flatMap(TokenKeys::read);
  }

  /**
   * What a destination's merge fields say to this recipient, for the path behind the token:
   * readable only with the ring, and only beside this token. The same for the same input; ends in a
   * digit.
   *
   * @param token a text that {@link #mint} gave
   * @throws IllegalArgumentException when the values have more than {@link SealedValues#BYTES_MAX}
   *     bytes together
   */
  public String seal(String token, List<String> values) {
    var key =
        keyOf(token)
            .orElseThrow(() -> new IllegalArgumentException("the token is none of this ring's"));
    return SealedValues.seal(key.values(), token, values);
  }

  /** The values that were sealed beside this token; empty if they were not. */
  public Optional<List<String>> open(String token, String sealed) {
    return keyOf(token).flatMap(key -> SealedValues.open(key.values(), token, sealed));
  }

  /** Names the keys, without their secrets. */
  @Override
  public String toString() {
    return keys.stream()
        .map(key -> Integer.toString(key.id()))
        .collect(Collectors.joining(", ", "token keys ", ""));
  }

  private boolean isGenuine(byte[] bytes) {
    var key = find(bytes[0] & ID_MAX);
    if (key.isEmpty()) {
      return false;
    }
    var expected = key.get().mac(bytes, SIGNED_BYTES);
    var difference = 0;
    for (var i = SIGNED_BYTES; i < BYTES; i++) {
      difference |= bytes[i] ^ expected[i - SIGNED_BYTES];
    }
    return difference == 0;
  }

  private static Optional<Token> read(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    var head = buffer.get() & 0xff;
    var kind = head >>> 4;
    if (kind >= KINDS.length) {
      return Optional.empty(); // another version, or a kind that does not exist yet
    }
    var stage = (head & TEST_BIT) == 0 ? Token.Stage.REAL : Token.Stage.TEST;
    var table = new LinkTableId((buffer.get() & 0xffL) << 32 | buffer.getInt() & 0xffffffffL);
    var link = buffer.getShort() & 0xffff;
    var recipient = RecipientKey.read(buffer);
    return Optional.of(new Token(KINDS[kind], stage, table, link, recipient, buffer.getInt()));
  }

  private Optional<TokenKey> keyOf(String token) {
    return token.length() == TEXT_LENGTH
        ? Base64Url.decode(token).flatMap(bytes -> find(bytes[0] & ID_MAX))
        : Optional.empty();
  }

  private Optional<TokenKey> find(int id) {
    for (var key : keys) {
      if (key.id() == id) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }

  private static TokenKey newKey(int id, RandomGenerator random) {
    var secret = new byte[TokenKey.SECRET_BYTES];
    random.nextBytes(secret);
    return new TokenKey(id, secret);
  }
}
