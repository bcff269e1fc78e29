package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.BounceKind;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What kind of bounce a 5yz reply is. The enhanced code (RFC 3463) speaks first, by its subject and
 * detail only: its class may contradict the reply code, which rules. Without one the reply code and
 * the command decide. In doubt never {@link BounceKind#HARD}, because that suppresses the recipient
 * for ever.
 */
final class BounceRules {
  /** Mailbox or domain does not exist, moved away, or takes no mail at all (null MX). */
  private static final Set<String> NO_SUCH_ADDRESS = Set.of("0", "1", "2", "3", "6", "10");

  /** The sender's address is what is wrong. */
  private static final Set<String> BAD_SENDER = Set.of("7", "8", "9");

  private static final Pattern POLICY =
      Pattern.compile(
          "spam|polic(?:y|ies)|block|black ?list|deny ?list|reputation|banned|unsolicited"
              + "|dnsbl|rbl|spf|dkim|dmarc|access denied|not authori[sz]ed|relay|authenticat",
          Pattern.CASE_INSENSITIVE);

  private BounceRules() {}

  /**
   * @param status the enhanced code such as {@code 5.1.1}, or empty
   */
  static BounceKind kind(SmtpStage stage, int code, String status, String text) {
    if (stage == SmtpStage.MAIL) {
      return isTooLarge(code, status) ? BounceKind.SOFT : BounceKind.BLOCK;
    }
    var parts = status.split("\\.", -1);
    if (parts.length != 3) {
      return byCode(stage, code, text);
    }
    var detail = parts[2];
    return switch (parts[1]) {
      case "1" -> byAddress(detail);
      // 2.1, disabled: such mailboxes come back, and some providers say it of busy ones.
      case "2", "3", "4", "5" -> BounceKind.SOFT;
      case "6" -> detail.equals("7") ? BounceKind.SOFT : BounceKind.BLOCK;
      case "7" -> BounceKind.BLOCK;
      default -> byCode(stage, code, text);
    };
  }

  private static boolean isTooLarge(int code, String status) {
    return code == 552 || status.endsWith(".3.4") || status.endsWith(".2.3");
  }

  private static BounceKind byAddress(String detail) {
    if (NO_SUCH_ADDRESS.contains(detail)) {
      return BounceKind.HARD;
    }
    return BAD_SENDER.contains(detail) ? BounceKind.BLOCK : BounceKind.SOFT;
  }

  private static BounceKind byCode(SmtpStage stage, int code, String text) {
    return switch (code) {
      case 550, 551, 553 ->
          stage == SmtpStage.RCPT && !POLICY.matcher(text).find()
              ? BounceKind.HARD
              : BounceKind.BLOCK;
      // RFC 7504: the domain takes no mail.
      case 556 -> stage == SmtpStage.RCPT ? BounceKind.HARD : BounceKind.BLOCK;
      case 530, 534, 535, 554, 571 -> BounceKind.BLOCK;
      default -> BounceKind.SOFT;
    };
  }
}
