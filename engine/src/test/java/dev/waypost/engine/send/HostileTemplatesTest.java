package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.link.Token;
import dev.waypost.engine.send.CompiledContent.Compiled;
import dev.waypost.engine.send.CompiledContent.Invalid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a template and a row are, the answer is a mail or a reason, never an exception. */
class HostileTemplatesTest {
  private static final List<String> PIECES =
      List.of(
          "{{x}}",
          "{{{x}}}",
          "{{&x}}",
          "{{x.y}}",
          "{{x.[0]}}",
          "{{x.[y z]}}",
          "{{this}}",
          "{{.}}",
          "{{..}}",
          "{{../x}}",
          "{{../../x}}",
          "{{@index}}",
          "{{@key}}",
          "{{@root}}",
          "{{@root.x}}",
          "{{@first}}",
          "{{root}}",
          "{{length}}",
          "{{x.length}}",
          "{{class}}",
          "{{if x}}",
          "{{each}}",
          "{{lookup x y}}",
          "{{lookup x}}",
          "{{lookup}}",
          "{{lookup (lookup x y) \"z\"}}",
          "{{waypost}}",
          "{{waypost.unsubscribeUrl}}",
          "{{x.waypost.id}}",
          "{{#if x}}",
          "{{/if}}",
          "{{#unless x}}",
          "{{/unless}}",
          "{{#each x}}",
          "{{/each}}",
          "{{#each x as |a b|}}{{a}}{{b}}",
          "{{#with x}}",
          "{{/with}}",
          "{{#with x as |w|}}{{w.y}}",
          "{{#x}}",
          "{{/x}}",
          "{{^x}}",
          "{{#y}}",
          "{{/y}}",
          "{{else}}",
          "{{^}}",
          "{{else if y}}",
          "{{~x~}}",
          "{{#each this}}",
          "{{#each \"text\"}}",
          "{{#each 5}}",
          "{{#if}}",
          "{{#each}}",
          "{{#with}}",
          "{{#if true}}",
          "{{! c }}",
          "{{!-- {{x}} --}}",
          "\\{{x}}",
          "\\\\{{x}}",
          "{{",
          "}}",
          "{",
          "\n",
          " ",
          "\r\n",
          "<a href=\"{{x}}\">",
          "<a href='https://a.example/{{y}}?{{x}}'>",
          "</a>",
          "<a href={{x}}>",
          "<a href=\"https://a.example/{{#if x}}y{{/if}}\">",
          "https://b.example/{{x}} ",
          "</body>",
          "<!--",
          "-->",
          "<script>",
          "é",
          "\uD83D\uDE00",
          "\uD83D",
          "\u0000",
          "{{x}}}",
          "{{[x]}}",
          "{{x-y}}",
          "{{x/y}}",
          "{{\"x\"}}",
          "{{'x'}}",
          "{{true}}",
          "{{5}}",
          "{{null}}",
          "{{@}}",
          "{{@[a b]}}",
          "{{x as |y|}}",
          "{{#if x y z}}",
          "{{#each x base=\"a\"}}",
          "{{if x includeZero=1}}");

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> "text <&> {{x}}";
      case 1 -> "https://c.example/";
      case 2 -> random.nextInt(3);
      case 3 -> random.nextDouble();
      case 4 -> random.nextBoolean();
      case 5 -> "";
      case 6 -> list(random, depth);
      default -> map(random, depth);
    };
  }

  private static List<Object> list(Random random, int depth) {
    var list = new ArrayList<Object>();
    for (var i = random.nextInt(4); i > 0; i--) {
      list.add(random.nextInt(8) == 0 ? null : value(random, depth + 1));
    }
    return list;
  }

  private static Map<String, Object> map(Random random, int depth) {
    var map = new HashMap<String, Object>();
    for (var name : List.of("x", "y", "name", "0", "root")) {
      if (random.nextInt(2) == 0) {
        map.put(name, random.nextInt(8) == 0 ? null : value(random, depth + 1));
      }
    }
    return map;
  }

  private static String template(Random random) {
    var template = new StringBuilder();
    var open = new ArrayList<String>();
    for (var i = 1 + random.nextInt(12); i > 0; i--) {
      var piece = PIECES.get(random.nextInt(PIECES.size()));
      template.append(piece);
      if (piece.startsWith("{{#")) {
        open.add(piece.substring(3).split("[ }]")[0]);
      }
    }
    for (var name : open.reversed()) {
      template.append("{{/").append(name).append("}}");
    }
    return template.toString();
  }

  @Test
  void randomTemplates_becomeMailsOrReasons() {
    var seed = 20261123L;
    var random = new Random(seed);
    var mails = 0;
    for (var round = 0; round < 4_000; round++) {
      var template = template(random);
      var row = Mails.row(map(random, 0));
      try {
        mails += outcome(template, row);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ": " + template + " with " + row.fields(), e);
      }
    }
    assertThat(mails).isGreaterThan(500);
  }

  private static int outcome(String template, MailRow row) {
    var content = Mails.content("s", Optional.of(template), Optional.of(template));
    return switch (CompiledContent.compile(content, Mails.TABLE, Mails.CAMPAIGN)) {
      case Invalid(var problems) -> {
        assertThat(problems).isNotEmpty();
        yield 0;
      }
      case Compiled(var compiled) ->
          switch (compiled.render(row, Token.Stage.REAL, Mails.URLS)) {
            case Rendering.Unrenderable unrenderable -> 0;
            case Rendering.Rendered(var mail) -> {
              assertThat(mail.html().orElseThrow() + mail.text())
                  .doesNotContain("java.", "@root=", "com.github");
              yield 1;
            }
          };
    };
  }

  @Test
  void manyThreads_renderTheSame() {
    var content =
        Mails.compiled(
            Mails.html(
                "{{#each x}}<a href=\"https://a.example/{{this}}\">{{@index}}</a>{{/each}}"));
    var row = Mails.row(Map.of("x", List.of(1, 2, 3)));
    var expected = content.render(row, Token.Stage.REAL, Mails.URLS);

    assertThat(
            IntStream.range(0, 1_000)
                .parallel()
                .mapToObj(i -> content.render(row, Token.Stage.REAL, Mails.URLS)))
        .allMatch(expected::equals);
  }
}
