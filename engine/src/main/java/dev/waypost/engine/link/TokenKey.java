package dev.waypost.engine.link;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One secret of the ring and what is made with it. Safe for use by many threads. */
final class TokenKey {
  static final int SECRET_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** No token: those have 22 signed bytes. */
  private static final byte[] VALUES_LABEL = "waypost values 1".getBytes(StandardCharsets.US_ASCII);

  private final int id;
  private final byte[] secret;
  private final AesSiv values;
  private final ThreadLocal<Mac> macs;

  TokenKey(int id, byte[] secret) {
    if (!(id >= 0 && id <= TokenKeys.ID_MAX)) {
      throw new IllegalArgumentException("a key id is 0.." + TokenKeys.ID_MAX + ", got " + id);
    }
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a token key has 32 bytes, got " + secret.length);
    }
    this.id = id;
    this.secret = secret.clone();
    var key = new SecretKeySpec(secret, ALGORITHM);
    macs = ThreadLocal.withInitial(() -> newMac(key));
    values = new AesSiv(newMac(key).doFinal(VALUES_LABEL));
  }

  int id() {
    return id;
  }

  /** HMAC-SHA-256 over the first bytes, 32 bytes long. */
  byte[] mac(byte[] bytes, int length) {
    var mac = macs.get();
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }

  /** What seals the values beside a token. */
  AesSiv values() {
    return values;
  }

  /** The secret as the key file has it. */
  String secretText() {
    return Base64Url.encode(secret);
  }

  @Override
  public String toString() {
    return "token key " + id;
  }

  private static Mac newMac(SecretKeySpec key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
