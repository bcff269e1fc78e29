package dev.waypost.engine.send;

import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Template;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkExtraction;
import dev.waypost.engine.link.LinkExtraction.Extracted;
import dev.waypost.engine.link.LinkNote;
import dev.waypost.engine.link.LinkProblem;
import dev.waypost.engine.send.CompiledContent.Compilation;
import dev.waypost.engine.send.CompiledContent.Compiled;
import dev.waypost.engine.send.CompiledContent.Invalid;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles content once: checks what its author wrote, takes the links out, compiles the rest. */
final class ContentCompiler {
  private final CampaignContent content;
  private final List<TemplateProblem> problems = new ArrayList<>();

  ContentCompiler(CampaignContent content) {
    this.content = content;
  }

  Compilation compile(LinkTableId table, CampaignId campaign) {
    content.fromName().ifPresent(name -> checkHeader(Field.FROM_NAME, name));
    content.replyTo().flatMap(CampaignContent.ReplyTo::name).ifPresent(this::checkReplyTo);
    checkHeader(Field.SUBJECT, content.subject());
    content.html().ifPresent(html -> check(Field.HTML, html));
    content.text().ifPresent(text -> check(Field.TEXT, text));
    if (!problems.isEmpty()) {
      return new Invalid(problems);
    }
    var html = content.html().map(template -> LinkExtraction.html(template, 0));
    var next = html.map(extracted -> extracted.links().size()).orElse(0);
    var text = content.text().map(template -> LinkExtraction.text(template, next));
    html.ifPresent(extracted -> note(Field.HTML, extracted.problems()));
    text.ifPresent(extracted -> note(Field.TEXT, extracted.problems()));
    if (!problems.isEmpty()) {
      return new Invalid(problems);
    }
    return assemble(table, campaign, html, text);
  }

  private Compilation assemble(
      LinkTableId table, CampaignId campaign, Optional<Extracted> html, Optional<Extracted> text) {
    var links = new ArrayList<Link>();
    html.ifPresent(extracted -> links.addAll(extracted.links()));
    text.ifPresent(extracted -> links.addAll(extracted.links()));
    var originals = new ArrayList<String>();
    var notes = new ArrayList<LinkNote>();
    html.ifPresent(extracted -> originals.addAll(extracted.originals()));
    text.ifPresent(extracted -> originals.addAll(extracted.originals()));
    html.ifPresent(extracted -> notes.addAll(extracted.notes()));
    text.ifPresent(extracted -> notes.addAll(extracted.notes()));
    var calls = LinkCalls.of(links, originals);
    var htmlTemplate = html.flatMap(extracted -> linked(Field.HTML, extracted, calls));
    var textTemplate = text.flatMap(extracted -> linked(Field.TEXT, extracted, calls));
    return problems.isEmpty()
        ? new Compiled(
            new CompiledContent(
                content,
                table,
                campaign,
                links,
                notes,
                content.fromName().map(name -> plain(Field.FROM_NAME, name)),
                plain(Field.SUBJECT, content.subject()),
                htmlTemplate,
                textTemplate))
        : new Invalid(problems);
  }

  private Optional<Template> linked(Field field, Extracted extracted, LinkCalls calls) {
    try {
      return Optional.of(Templates.compile(field, extracted.template(), calls.helper(field)));
    } catch (HandlebarsException e) {
      refuse(
          field.pointer,
          "link",
          "a link and the template around it do not go together; simplify the link");
      return Optional.empty();
    }
  }

  private static Template plain(Field field, String template) {
    return Templates.compile(field, template, Map.of());
  }

  private void checkHeader(Field field, String template) {
    if (HeaderText.isUnsafe(template)) {
      refuse(field.pointer, "control", "line breaks and control characters are not allowed here");
    } else {
      check(field, template);
    }
  }

  private void checkReplyTo(String name) {
    if (HeaderText.isUnsafe(name)) {
      refuse("/replyTo/name", "control", "line breaks and control characters are not allowed here");
    } else if (size(name) > Field.FROM_NAME.templateBytesMax) {
      refuse("/replyTo/name", "tooLong", "longer than " + Field.FROM_NAME.templateBytesMax);
    }
  }

  private void check(Field field, String template) {
    if (size(template) > field.templateBytesMax) {
      refuse(
          field.pointer,
          "tooLong",
          "at most " + field.templateBytesMax + " bytes, got " + size(template));
    } else {
      problems.addAll(Templates.problems(field, template));
    }
  }

  private void note(Field field, List<LinkProblem> found) {
    for (var problem : found) {
      var place = Optional.of(new Place(problem.row(), problem.column()));
      problems.add(new TemplateProblem(field.pointer, problem.code(), problem.detail(), place));
    }
  }

  private void refuse(String pointer, String code, String detail) {
    problems.add(new TemplateProblem(pointer, code, detail, Optional.empty()));
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
