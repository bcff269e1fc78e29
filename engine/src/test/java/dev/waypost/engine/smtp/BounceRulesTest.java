package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.BounceKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BounceRulesTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          RCPT, 550, 5.1.0, sender rejected by mailbox, HARD
          RCPT, 550, 5.1.1, user unknown, HARD
          RCPT, 550, 5.1.1, blocked by policy, HARD
          RCPT, 550, 5.1.2, bad destination system, HARD
          RCPT, 553, 5.1.3, bad syntax, HARD
          RCPT, 551, 5.1.6, has moved, HARD
          RCPT, 556, 5.1.10, null MX, HARD
          DOT,  550, 5.1.1, user unknown, HARD
          RCPT, 550, 4.1.1, the reply code rules over the class, HARD
          RCPT, 550, 5.1.4, ambiguous, SOFT
          RCPT, 550, 5.1.5, valid, SOFT
          RCPT, 553, 5.1.7, bad sender syntax, BLOCK
          RCPT, 550, 5.1.8, bad sender system, BLOCK
          RCPT, 550, 5.2.0, other, SOFT
          RCPT, 550, 5.2.1, disabled, SOFT
          RCPT, 552, 5.2.2, full, SOFT
          DOT,  552, 5.2.3, too long, SOFT
          RCPT, 554, 5.3.0, system, SOFT
          DOT,  552, 5.3.4, too big, SOFT
          RCPT, 550, 5.4.1, no answer, SOFT
          RCPT, 554, 5.4.4, unable to route, SOFT
          RCPT, 501, 5.5.4, bad arguments, SOFT
          DOT,  554, 5.6.0, bad content, BLOCK
          RCPT, 553, 5.6.7, needs SMTPUTF8, SOFT
          RCPT, 550, 5.7.1, delivery not authorised, BLOCK
          DOT,  550, 5.7.515, access denied, BLOCK
          RCPT, 550, 5.0.0, no such user, HARD
          RCPT, 550, 5.0.0, listed as spam source, BLOCK
          RCPT, 550, '', no such user, HARD
          RCPT, 550, '', '', HARD
          RCPT, 551, '', not local, HARD
          RCPT, 553, '', mailbox name not allowed, HARD
          RCPT, 550, '', refused for policy reasons, BLOCK
          RCPT, 550, '', your host is on a DNSBL, BLOCK
          RCPT, 550, '', Blocked, BLOCK
          RCPT, 550, '', relaying denied, BLOCK
          RCPT, 552, '', quota exceeded, SOFT
          RCPT, 554, '', transaction failed, BLOCK
          RCPT, 556, '', takes no mail, HARD
          RCPT, 521, '', takes no mail now, SOFT
          RCPT, 503, '', bad sequence, SOFT
          RCPT, 550, 5.9.9, no such user, HARD
          DATA, 550, '', no such user, BLOCK
          DATA, 554, '', no valid recipients, BLOCK
          DATA, 503, '', bad sequence, SOFT
          DOT,  550, '', no such user, BLOCK
          DOT,  552, '', too big, SOFT
          DOT,  553, '', refused, BLOCK
          DOT,  554, '', refused, BLOCK
          MAIL, 550, '', no, BLOCK
          MAIL, 550, 5.1.1, sender unknown, BLOCK
          MAIL, 550, 5.1.8, sender domain unknown, BLOCK
          MAIL, 552, '', too big, SOFT
          MAIL, 554, 5.3.4, too big, SOFT
          """)
  void kind_ofEveryRow_isAsTheTableSays(
      SmtpStage stage, int code, String status, String text, BounceKind expected) {
    assertThat(BounceRules.kind(stage, code, status, text)).isEqualTo(expected);
  }
}
