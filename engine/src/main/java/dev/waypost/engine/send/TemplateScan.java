package dev.waypost.engine.send;

import dev.waypost.engine.send.TemplateProblem.Place;
import dev.waypost.engine.send.TemplateTags.Tag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the tags of a template before it is compiled, and refuses what the engine behind would
 * allow and we do not: partials, decorators, other delimiters, raw blocks, helpers of other names,
 * nesting without end. Leaves grammar to the compiler.
 */
final class TemplateScan {
  /** Most tags in one template. */
  static final int TAGS_MAX = 20_000;

  /** Deepest nesting of blocks, each {@code else if} counted as one. */
  static final int DEPTH_MAX = 64;

  private static final int PARENTHESES_MAX = 8;
  private static final int PROBLEMS_MAX = 20;
  private static final int SHOWN_MAX = 40;
  private static final Set<String> HELPERS = Set.of("if", "unless", "each", "with", "lookup");
  private static final Set<String> BLOCKS = Set.of("if", "unless", "each", "with");
  private static final Pattern PARENTHESES = Pattern.compile("\\([^()]*\\)");
  private static final Pattern ELSE = Pattern.compile("else(?:\\s+(.*))?", Pattern.DOTALL);
  private static final Pattern CALL = Pattern.compile("\\(\\s*([^\\s()]*)");
  private static final Pattern LITERAL = Pattern.compile("\"[^\"]*\"|'[^']*'|\\[[^\\]]*]");
  private static final Pattern BLOCK_PARAMS = Pattern.compile("\\s+as\\s*\\|[^|]*\\|\\s*$");

  private final Field field;
  private final String template;
  private final List<TemplateProblem> problems = new ArrayList<>();
  private final Deque<Integer> chains = new ArrayDeque<>();
  private final Deque<OpenBlock> open = new ArrayDeque<>();
  private boolean isCrossed;
  private int depth;
  private int tags;

  /** A block that has begun, and where. */
  private record OpenBlock(String name, String tag, int at) {}

  private TemplateScan(Field field, String template) {
    this.field = field;
    this.template = template;
  }

  static List<TemplateProblem> of(Field field, String template) {
    var scan = new TemplateScan(field, template);
    scan.tags();
    return scan.problems;
  }

  /** The block that the template never closes, when that is what is wrong with it. */
  static Optional<TemplateProblem> unclosedBlock(Field field, String template) {
    var scan = new TemplateScan(field, template);
    scan.tags();
    if (scan.open.isEmpty() || scan.isCrossed) {
      return Optional.empty();
    }
    var block = scan.open.peek();
    var place = Place.of(template, block.at());
    var detail =
        "the block {{%s}} of row %d, column %d is not closed; it needs {{/%s}}"
            .formatted(block.tag(), place.row(), place.column(), block.name());
    return Optional.of(new TemplateProblem(field.pointer, "syntax", detail, Optional.of(place)));
  }

  private void tags() {
    for (var tag : TemplateTags.of(template, TAGS_MAX + 1)) {
      if (++tags > TAGS_MAX) {
        var detail = "more than " + TAGS_MAX + " tags; make the template smaller";
        refuse(tag.start(), "tooComplex", detail);
      }
      if (tags > TAGS_MAX || problems.size() >= PROBLEMS_MAX) {
        return;
      }
      tag(tag);
    }
  }

  private void tag(Tag tag) {
    var at = tag.start();
    switch (tag.kind()) {
      case COMMENT, LITERAL, BACKSLASH -> {}
      case UNCLOSED_TAG -> refuse(at, "syntax", "this tag is not closed; it needs }}");
      case UNCLOSED_COMMENT -> {
        var close = template.startsWith("--", template.indexOf('!', at) + 1) ? "--}}" : "}}";
        refuse(at, "syntax", "this comment is not closed; it needs " + close);
      }
      case TAG -> {
        if (tag.end() - at > TemplateTags.TAG_CHARS_MAX) {
          var detail = "this tag is longer than " + TemplateTags.TAG_CHARS_MAX + " characters";
          refuse(at, "tooComplex", detail);
        } else {
          inside(at, tag.inner(template));
        }
      }
    }
  }

  private void inside(int at, String raw) {
    var text = trim(raw);
    var sigil = text.isEmpty() ? ' ' : text.charAt(0);
    var rest = text.isEmpty() ? "" : text.substring(1).strip();
    if (sigil == '>' || (sigil == '#' && rest.startsWith(">"))) {
      refuse(at, "notSupported", "partials are not supported; put the text here");
    } else if (sigil == '*' || (sigil == '#' && rest.startsWith("*"))) {
      refuse(at, "notSupported", "decorators are not supported");
    } else if (sigil == '=') {
      refuse(at, "notSupported", "the delimiters are {{ and }} and cannot be changed");
    } else if (sigil == '{' && rest.startsWith("{")) {
      refuse(at, "notSupported", "raw blocks are not supported; write \\{{ for a literal {{");
    } else if (sigil == '#' || (sigil == '^' && !rest.isEmpty())) {
      open(at, sigil, rest);
      call(at, rest);
      if (sigil == '#') {
        block(at, rest);
      }
    } else if (sigil == '/') {
      close(rest);
    } else if (sigil == '{' || sigil == '&') {
      call(at, sigil == '{' && rest.endsWith("}") ? rest.substring(0, rest.length() - 1) : rest);
    } else if (sigil != '^') {
      bare(at, text);
    }
  }

  private static String trim(String raw) {
    var from = raw.startsWith("~") ? 1 : 0;
    var to = raw.length() > from && raw.endsWith("~") ? raw.length() - 1 : raw.length();
    return raw.substring(from, to).strip();
  }

  /** The helpers take one argument each. */
  private void block(int at, String expression) {
    var words = words(expression);
    if (BLOCKS.contains(words[0]) && arguments(words) != 1) {
      refuse(at, "syntax", "{{#" + words[0] + "}} needs one value, as in {{#" + words[0] + " x}}");
    }
  }

  private static String[] words(String expression) {
    var text = LITERAL.matcher(BLOCK_PARAMS.matcher(expression).replaceFirst("")).replaceAll("_");
    while (PARENTHESES.matcher(text).find()) {
      text = PARENTHESES.matcher(text).replaceAll("_");
    }
    return text.strip().split("\\s+");
  }

  private static long arguments(String[] words) {
    return Arrays.stream(words).skip(1).filter(word -> word.indexOf('=') < 0).count();
  }

  private void bare(int at, String text) {
    var otherwise = ELSE.matcher(text);
    if (!otherwise.matches()) {
      call(at, text);
      var words = words(text);
      if (words.length > 1 && BLOCKS.contains(words[0])) {
        var detail = "write {{#" + words[0] + " ...}} ... {{/" + words[0] + "}}";
        refuse(at, "syntax", detail);
      }
    } else if (otherwise.group(1) != null && !chains.isEmpty()) {
      chains.push(chains.pop() + 1);
      deeper(at);
      call(at, otherwise.group(1));
    }
  }

  private void open(int at, char sigil, String rest) {
    var name = rest.split("\\s+", 2)[0];
    open.push(new OpenBlock(name, sigil + shortened(rest), at));
    chains.push(1);
    deeper(at);
  }

  private void deeper(int at) {
    if (++depth == DEPTH_MAX + 1) {
      refuse(at, "tooComplex", "blocks are nested deeper than " + DEPTH_MAX);
    }
  }

  private static String shortened(String tag) {
    var line = tag.replaceAll("\\s+", " ");
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX) + "...";
  }

  private void close(String name) {
    if (open.isEmpty() || !open.pop().name().equals(name)) {
      isCrossed = true; // the compiler says which does not belong to which
    }
    if (!chains.isEmpty()) {
      depth -= chains.pop();
    }
  }

  /** Who is called with arguments must be known. */
  private void call(int at, String expression) {
    var text = LITERAL.matcher(BLOCK_PARAMS.matcher(expression).replaceFirst("")).replaceAll("_");
    var words = text.split("\\s+", 2);
    if ((words.length == 2 && !words[1].isBlank()) || words[0].startsWith("waypost-")) {
      known(at, words[0]);
    }
    var calls = CALL.matcher(text);
    var count = 0;
    while (calls.find()) {
      known(at, calls.group(1));
      if (++count == PARENTHESES_MAX + 1) {
        refuse(at, "tooComplex", "more than " + PARENTHESES_MAX + " calls in one tag");
      }
    }
  }

  private void known(int at, String name) {
    if (!HELPERS.contains(name)) {
      refuse(at, "helper", "there is no helper '" + name + "'; use if, unless, each, with, lookup");
    }
  }

  private void refuse(int at, String code, String detail) {
    var place = Optional.of(Place.of(template, at));
    problems.add(new TemplateProblem(field.pointer, code, detail, place));
  }
}
