package dev.waypost.http.json;

import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.send.CampaignContent;
import dev.waypost.engine.send.Tracking;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a campaign as its sender wants it, defaults filled in. Templates are not compiled here. */
public final class CampaignReader {
  private static final int SUBJECT_BYTES_MAX = 998;
  private static final int TEMPLATE_BYTES_MAX = 1 << 20;
  private static final int URL_LENGTH_MAX = 2_000;
  private static final int TAGS_MAX = 20;
  private static final int TAG_LENGTH_MAX = 64;
  private static final String TOPIC = "default";
  private static final Pattern TOPIC_FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private CampaignReader() {}

  /**
   * The campaign of a request body.
   *
   * @throws Refusal 400 when it is no JSON, 413 for a template over 1 MiB, 422 with pointers
   */
  public static CampaignSubmission read(byte[] body) {
    var fields = Fields.of(body);
    var kind = fields.choice("kind", MailKind.class).orElse(MailKind.BROADCAST);
    var topic =
        fields
            .text("topic")
            .filter(
                t ->
                    TOPIC_FORM.matcher(t).matches()
                        || fields.fault("topic", "value", "topic must match " + TOPIC_FORM))
            .orElse(TOPIC);
    var from = fields.object("from");
    if (from.isEmpty()) {
      fields.fault("from", "required", "from must be an object with an email");
    }
    var fromName = from.flatMap(f -> f.headerText("name"));
    var fromEmail =
        from.flatMap(
            f -> {
              f.requiredText("email");
              return f.address("email");
            });
    var replyTo = fields.object("replyTo").flatMap(CampaignReader::replyTo);
    var subject = subject(fields);
    var html = template(fields, "html");
    var text = template(fields, "text");
    if (html.filter(h -> !h.isBlank()).isEmpty() && text.filter(t -> !t.isBlank()).isEmpty()) {
      fields.fault("html", "required", "give html, text or both");
    }
    var tracking = fields.object("tracking");
    var clicks = tracking.flatMap(t -> t.bool("clicks")).orElse(true);
    var opens = tracking.flatMap(t -> t.bool("opens")).orElse(true);
    var whenInDoubt = fields.choice("whenInDoubt", WhenInDoubt.class).orElse(WhenInDoubt.RETRY);
    var links = fields.object("links");
    var expireLinksAt = links.flatMap(l -> l.time("expireAt"));
    var fallback = links.flatMap(CampaignReader::fallback);
    var expireMailAt = fields.time("expireMailAt");
    var tags = fields.words("tags", TAGS_MAX, TAG_LENGTH_MAX);
    fields.check();
    return new CampaignSubmission(
        new CampaignContent(
            kind,
            fromName,
            fromEmail.orElseThrow(),
            replyTo,
            subject.orElseThrow(),
            html,
            text,
            tracking(clicks),
            tracking(opens)),
        topic,
        whenInDoubt,
        expireLinksAt,
        fallback,
        expireMailAt,
        tags);
  }

  private static Optional<CampaignContent.ReplyTo> replyTo(Fields fields) {
    fields.requiredText("email");
    var name = fields.headerText("name");
    return fields.address("email").map(email -> new CampaignContent.ReplyTo(name, email));
  }

  private static Optional<String> subject(Fields fields) {
    return fields
        .requiredText("subject")
        .filter(s -> fields.isHeaderText("subject", s))
        .filter(s -> !s.isBlank() || fields.fault("subject", "value", "subject must not be empty"))
        .filter(
            s ->
                Texts.utf8Bytes(s) <= SUBJECT_BYTES_MAX
                    || fields.fault(
                        "subject",
                        "value",
                        "subject must have at most " + SUBJECT_BYTES_MAX + " bytes"));
  }

  private static Optional<String> template(Fields fields, String name) {
    var template = fields.text(name);
    if (template.filter(t -> Texts.utf8Bytes(t) > TEMPLATE_BYTES_MAX).isPresent()) {
      throw new Refusal(
          Problem.tooLarge(name + " has more than 1 MiB: most mail readers cut it much earlier"));
    }
    return template;
  }

  private static Optional<URI> fallback(Fields fields) {
    return fields
        .text("fallbackUrl")
        .flatMap(
            text -> {
              var uri = web(text);
              if (uri.isEmpty()) {
                fields.fault(
                    "fallbackUrl",
                    "value",
                    "fallbackUrl must be an http or https URL with a host, without a user, of at"
                        + " most "
                        + URL_LENGTH_MAX
                        + " characters");
              }
              return uri;
            });
  }

  private static Optional<URI> web(String text) {
    try {
      var uri = new URI(text);
      var scheme = Optional.ofNullable(uri.getScheme()).orElse("");
      return text.length() <= URL_LENGTH_MAX
              && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Tracking tracking(boolean isOn) {
    return isOn ? Tracking.ON : Tracking.OFF;
  }
}
