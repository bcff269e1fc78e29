package dev.waypost.http.json;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.recipient.RecipientRequest.Resolution;

/** Reads what a request asks to be done. No body is an empty object. */
public final class ActionReader {
  private static final byte[] EMPTY = {'{', '}'};

  private ActionReader() {}

  public static CampaignAction.Launch readLaunch(byte[] body) {
    var fields = fields(body);
    var at = fields.time("at");
    fields.check();
    return new CampaignAction.Launch(at);
  }

  public static Resolution readResolution(byte[] body) {
    var fields = fields(body);
    fields.requiredText("as");
    var as = fields.choice("as", Resolution.class);
    fields.check();
    return as.orElseThrow();
  }

  /** For requests that say all in their path. */
  public static void readNothing(byte[] body) {
    fields(body).check();
  }

  private static Fields fields(byte[] body) {
    return Fields.of(body.length == 0 ? EMPTY : body);
  }
}
