package dev.waypost.engine.link;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-SIV of RFC 5297 with two keys of 128 bits: authenticated, and deterministic, so that the same
 * input has the same bytes on every retry without a nonce to keep. Safe for use by many threads.
 */
final class AesSiv {
  /** Length of the key, in bytes. */
  static final int KEY_BYTES = 32;

  /** How much longer the sealed bytes are: the synthetic initialisation vector in front. */
  static final int BLOCK = 16;

  private static final byte[] ZERO = new byte[BLOCK];

  /* The JDK has the parts: CMAC (RFC 4493) is the last block of AES-CBC after the last block of
   * the message was mixed with a subkey, and the encryption is AES-CTR. */

  private final SecretKeySpec macKey;
  private final SecretKeySpec encryptionKey;
  private final ThreadLocal<Cipher> cbcs;
  private final ThreadLocal<Cipher> ctrs;
  private final byte[] wholeBlockSubkey;
  private final byte[] partBlockSubkey;
  private final byte[] macOfZero;

  AesSiv(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("an AES-SIV key has 32 bytes, got " + key.length);
    }
    macKey = new SecretKeySpec(key, 0, BLOCK, "AES");
    encryptionKey = new SecretKeySpec(key, BLOCK, BLOCK, "AES");
    cbcs = ThreadLocal.withInitial(() -> newCipher("AES/CBC/NoPadding", macKey));
    ctrs = ThreadLocal.withInitial(() -> newCipher("AES/CTR/NoPadding", encryptionKey));
    wholeBlockSubkey = doubled(cbc(ZERO));
    partBlockSubkey = doubled(wholeBlockSubkey);
    macOfZero = cmac(ZERO);
  }

  /** Encrypts the plain bytes and binds them to the others, which stay readable elsewhere. */
  byte[] seal(byte[] plain, byte[]... bound) {
    var vector = vector(plain, bound);
    var sealed = Arrays.copyOf(vector, BLOCK + plain.length);
    var body = ctr(vector, plain, 0);
    System.arraycopy(body, 0, sealed, BLOCK, body.length);
    return sealed;
  }

  /** The plain bytes; empty when the sealed ones were not made with this key and these bounds. */
  Optional<byte[]> open(byte[] sealed, byte[]... bound) {
    if (sealed.length < BLOCK) {
      return Optional.empty();
    }
    var vector = Arrays.copyOf(sealed, BLOCK);
    var plain = ctr(vector, sealed, BLOCK);
    return MessageDigest.isEqual(vector, vector(plain, bound))
        ? Optional.of(plain)
        : Optional.empty();
  }

  /** S2V of RFC 5297 section 2.4. */
  private byte[] vector(byte[] plain, byte[]... bound) {
    var d = macOfZero;
    for (var part : bound) {
      d = doubled(d);
      mix(d, cmac(part), 0);
    }
    if (plain.length >= BLOCK) {
      var last = plain.clone();
      mix(last, d, plain.length - BLOCK);
      return cmac(last);
    }
    var last = doubled(d);
    mix(last, padded(plain, BLOCK), 0);
    return cmac(last);
  }

  private byte[] cmac(byte[] message) {
    var blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
    var whole = message.length == blocks * BLOCK;
    var mixed = whole ? message.clone() : padded(message, blocks * BLOCK);
    mix(mixed, whole ? wholeBlockSubkey : partBlockSubkey, mixed.length - BLOCK);
    return cbc(mixed);
  }

  /** The last block of AES-CBC with a zero vector, to which the cipher returns after each use. */
  private byte[] cbc(byte[] blocks) {
    try {
      var encrypted = cbcs.get().doFinal(blocks);
      return Arrays.copyOfRange(encrypted, encrypted.length - BLOCK, encrypted.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC of whole blocks cannot fail", e);
    }
  }

  private byte[] ctr(byte[] vector, byte[] bytes, int from) {
    var start = vector.clone();
    start[8] &= 0x7f;
    start[12] &= 0x7f;
    try {
      var cipher = ctrs.get();
      cipher.init(Cipher.ENCRYPT_MODE, encryptionKey, new IvParameterSpec(start));
      return cipher.doFinal(bytes, from, bytes.length - from);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR cannot fail", e);
    }
  }

  private static Cipher newCipher(String transformation, SecretKeySpec key) {
    try {
      var cipher = Cipher.getInstance(transformation);
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(ZERO));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks " + transformation, e);
    }
  }

  private static byte[] padded(byte[] bytes, int length) {
    var padded = Arrays.copyOf(bytes, length);
    padded[bytes.length] = (byte) 0x80;
    return padded;
  }

  private static void mix(byte[] into, byte[] block, int at) {
    for (var i = 0; i < BLOCK; i++) {
      into[at + i] ^= block[i];
    }
  }

  /** Twice the block, in the field of 2^128 elements. */
  private static byte[] doubled(byte[] block) {
    var twice = new byte[BLOCK];
    var carry = 0;
    for (var i = BLOCK - 1; i >= 0; i--) {
      var shifted = (block[i] & 0xff) << 1 | carry;
      twice[i] = (byte) shifted;
      carry = shifted >>> 8;
    }
    twice[BLOCK - 1] ^= (byte) (0x87 & -carry);
    return twice;
  }
}
