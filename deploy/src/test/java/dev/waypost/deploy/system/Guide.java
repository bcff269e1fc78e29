package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a page of Markdown tells people to type, and what it says they will see. */
final class Guide {
  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|json)\\n(.*?)^```\\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CALL = Pattern.compile("\\bcurl ");
  private static final Pattern EXPECTED = Pattern.compile("#\\s*([45][0-9]{2})\\b");

  private Guide() {}

  static List<Step> read(Path page) throws IOException {
    var text = Files.readString(page);
    var steps = new ArrayList<Step>();
    var blocks = BLOCK.matcher(text);
    var end = -1;
    while (blocks.find()) {
      if (blocks.group(1).equals("sh")) {
        steps.add(new Step(blocks.group(2), Optional.empty()));
        end = blocks.end();
      } else if (blocks.start() == end) {
        var last = steps.removeLast();
        steps.add(new Step(last.commands(), Optional.of(blocks.group(2))));
      }
    }
    return steps;
  }

  /** A block of commands, and the answer to the last of them if it is shown. */
  record Step(String commands, Optional<String> answer) {
    boolean showsAnAnswer() {
      return answer.isPresent();
    }

    void follow(Shell shell) throws Exception {
      var said = shell.run(commands);

      assertThat(said.exit()).as("exit of\n%s\nwhich said %s", commands, said).isZero();
      assertThat(said.statuses())
          .as("statuses of\n%s\nwhich said %s", commands, said)
          .hasSameSizeAs(calls());
      for (var i = 0; i < calls().size(); i++) {
        assertStatus(calls().get(i), said.statuses().get(i), said);
      }
      if (answer.isPresent()) {
        assertShape(commands, values(answer.get()), values(said.lastBody()));
      }
    }

    private List<String> calls() {
      return commands.lines().filter(line -> CALL.matcher(line).find()).toList();
    }

    private static void assertStatus(String call, int status, Shell.Said said) {
      var expected = EXPECTED.matcher(call);
      if (expected.find()) {
        assertThat(status).as("%s; %s", call, said).isEqualTo(Integer.parseInt(expected.group(1)));
      } else {
        assertThat(status).as("%s; %s", call, said).isBetween(200, 399);
      }
    }
  }

  /** One value, or those of an export; each begins on a line of its own. */
  private static Json values(String text) throws IOException {
    var values = new ArrayList<Json>();
    var value = new StringBuilder();
    for (var line : text.lines().toList()) {
      value.append(line).append('\n');
      try {
        values.add(Json.parse(value.toString().getBytes(StandardCharsets.UTF_8)));
        value.setLength(0);
      } catch (IOException e) {
        continue; // it goes on in the next line
      }
    }
    if (!value.isEmpty()) {
      throw new IOException("no JSON: " + value);
    }
    return new Json.Items(values);
  }

  /** Shown members and items are there, with the same values where they are written out. */
  private static void assertShape(String where, Json shown, Json real) {
    switch (shown) {
      case Json.Members members ->
          members
              .members()
              .forEach(
                  (name, value) -> {
                    if (!name.equals("...")) {
                      assertShape(where + " " + name, value, real.at(name));
                    }
                  });
      case Json.Items(var items) -> {
        var isCut = !items.isEmpty() && items.getLast().equals(Json.text("..."));
        var written = isCut ? items.subList(0, items.size() - 1) : items;
        assertThat(real.asList())
            .as(where)
            .hasSizeBetween(written.size(), isCut ? Integer.MAX_VALUE : written.size());
        for (var i = 0; i < written.size(); i++) {
          assertShape(where + " " + i, written.get(i), real.asList().get(i));
        }
      }
      case Json.Text(var text) when text.contains("...") ->
          assertThat(real.asText().orElse("none"))
              .as(where)
              .matches(
                  Pattern.compile("\\Q" + text.replace("...", "\\E.*\\Q") + "\\E", Pattern.DOTALL));
      case Json.Text text -> assertThat(real).as(where).isEqualTo(text);
      case Json.Figure figure -> assertThat(real).as(where).isEqualTo(figure);
      case Json.Truth truth -> assertThat(real).as(where).isEqualTo(truth);
      case Json.Absent absent -> assertThat(real).as(where).isEqualTo(absent);
    }
  }
}
