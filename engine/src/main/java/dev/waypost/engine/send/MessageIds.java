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

  /** Of a mail that is sent for real; the same whatever has been tested before. */
  static String of(RenderedMail mail, MailRow row, CampaignId campaign) {
    return of(campaign, row.recipient(), row.key(), mail.from().address());
  }

  /** Of a test mail: each has one of its own, so that no mail reader takes it for another. */
  static String ofTest(RenderedMail mail, MailRow row, CampaignId campaign) {
    var what = "test-message-id\0" + campaign.persistenceId() + "\0" + row.origin();
    return "<" + hash(what) + "@" + mail.from().address().domain() + ">";
  }

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
