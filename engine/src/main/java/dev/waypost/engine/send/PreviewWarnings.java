package dev.waypost.engine.send;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkNote;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the author of a mail should know, gathered from all who saw something. */
final class PreviewWarnings {
  /** Of a longer subject most mail programs show the beginning only. */
  private static final int SUBJECT_SHOWN_MAX = 150;

  private final List<PreviewWarning> warnings = new ArrayList<>();

  private PreviewWarnings() {}

  static List<PreviewWarning> of(CompiledContent content, Review.Reviewed reviewed) {
    var all = new PreviewWarnings();
    var mail = reviewed.mail();
    mail.warnings().forEach(warning -> all.add(warning, mail));
    all.subject(mail.subject());
    all.text(content.content(), mail);
    reviewed.missing().forEach(all::add);
    content.linkNotes().forEach(all::add);
    return all.warnings;
  }

  private void add(RenderedMail.Warning warning, RenderedMail mail) {
    switch (warning) {
      case NO_UNSUBSCRIBE_LINK -> noUnsubscribeLink(mail.html().isPresent() ? "/html" : "/text");
      case EMPTY_SUBJECT -> add("emptySubject", "/subject", "the subject comes out empty");
      case CLIPPED ->
          add(
              "clipped",
              "/html",
              "more than 102 KB: Gmail shows the beginning only, and loads no pixel");
    }
  }

  private void noUnsubscribeLink(String pointer) {
    add(
        "noUnsubscribeLink",
        pointer,
        "a broadcast should link to {{waypost.unsubscribeUrl}}; the List-Unsubscribe header is"
            + " there all the same");
  }

  private void subject(String subject) {
    var length = subject.codePointCount(0, subject.length());
    if (length > SUBJECT_SHOWN_MAX) {
      add(
          "longSubject",
          "/subject",
          "it has "
              + length
              + " characters; most mail programs show fewer than "
              + SUBJECT_SHOWN_MAX);
    }
  }

  /** What those see who read no html. */
  private void text(CampaignContent content, RenderedMail mail) {
    if (mail.text().isBlank()) {
      add("emptyText", "/text", "the text part comes out empty: who reads no html sees nothing");
    } else if (content.kind() == MailKind.BROADCAST
        && mail.html().isPresent()
        && content.text().isPresent()
        && !mail.text().contains(mail.unsubscribe())) {
      noUnsubscribeLink("/text");
    }
  }

  private void add(MissingField missing) {
    add(
        "missingField",
        missing.field().pointer,
        "{{" + missing.name() + "}} is not in the row: it renders empty");
  }

  private void add(LinkNote note) {
    var pointer = note.part() == Link.Part.HTML ? "/html" : "/text";
    warnings.add(
        new PreviewWarning(
            note.kind().code(),
            pointer,
            note.url() + ": " + note.kind().detail(),
            Optional.of(new Place(note.row(), note.column()))));
  }

  private void add(String code, String pointer, String detail) {
    warnings.add(new PreviewWarning(code, pointer, detail, Optional.empty()));
  }
}
