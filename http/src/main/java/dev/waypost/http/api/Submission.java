package dev.waypost.http.api;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.http.intake.ContentDigest;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A submission of recipients as its headers describe it.
 *
 * @param key the idempotency key
 */
record Submission(CampaignId campaign, Upload upload, Optional<String> key) {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  static Submission of(Inbound request, CampaignId campaign) {
    return new Submission(campaign, Upload.of(request), key(request));
  }

  /** The same text in another form or for another campaign is another submission. */
  ContentDigest digest() {
    return new ContentDigest(campaign + "\n" + upload.format());
  }

  static Optional<String> key(Inbound request) {
    var key = request.header("idempotency-key");
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw new Refusal(
          Problem.invalid(
              InputFault.header(
                  "Idempotency-Key",
                  "value",
                  "Idempotency-Key must be 1 to 255 visible ASCII characters")));
    }
    return key;
  }
}
