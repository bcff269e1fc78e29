package dev.waypost.engine.id;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns addresses and row ids of one sender into keyed hashes. The salt lives in the database and
 * never rotates, so the same address has the same key for ever. Safe for use by many threads.
 */
public final class Pseudonyms {
  /** Shortest salt, in bytes. */
  public static final int SALT_BYTES_MIN = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** Has taken in the salt and nothing else; only its copies go on. */
  private final Mac salted;

  public Pseudonyms(byte[] salt) {
    if (!(salt.length >= SALT_BYTES_MIN)) {
      throw new IllegalArgumentException("a salt has at least 32 bytes, got " + salt.length);
    }
    try {
      salted = Mac.getInstance(ALGORITHM);
      salted.init(new SecretKeySpec(salt, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  public RecipientKey recipient(EmailAddress address) {
    return RecipientKey.of(Arrays.copyOf(hmac("address\0" + address.key()), RecipientKey.BYTES));
  }

  public RowKey row(CampaignId campaign, String id) {
    return RowKey.of(Arrays.copyOf(hmac("row\0" + campaign.name() + "\0" + id), RowKey.BYTES));
  }

  private byte[] hmac(String text) {
    try {
      var mac = (Mac) salted.clone();
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HmacSHA256 of this Java platform cannot be copied", e);
    }
  }
}
