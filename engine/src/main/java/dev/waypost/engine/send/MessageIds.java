package dev.waypost.engine.send;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Message-IDs (RFC 5322 section 3.6.4), derived from what is mailed: a retry has the same. */
public final class MessageIds {
  private static final int HASH_BYTES = 16;

  private MessageIds() {}

  /** With angle brackets, as it stands in the header. */
  public static String of(
      CampaignId campaign, RecipientKey recipient, RowKey row, EmailAddress from) {
    var what = "message-id\0" + campaign.persistenceId() + "\0" + recipient + "\0" + row;
    return "<" + hash(what) + "@" + from.domain() + ">";
  }

  static String hash(String of) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(of.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
