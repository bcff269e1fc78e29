package dev.waypost.http.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells whether two submissions are the same. One thread at a time. */
public final class ContentDigest {
  private final MessageDigest sha256;

  /**
   * @param scope what else counts: the same bytes elsewhere are another submission
   */
  public ContentDigest(String scope) {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    sha256.update((scope + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the next decoded bytes, and leaves the buffer as it is. */
  public void feed(ByteBuffer piece) {
    sha256.update(piece.duplicate());
  }

  /** Of all bytes so far: SHA-256, hexadecimal. The last call. */
  public String finish() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
