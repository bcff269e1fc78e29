package dev.waypost.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.PublicNames;
import dev.waypost.http.problem.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of one object of a request, asked for one by one. Collects what is wrong instead of
 * stopping at it; {@link #check} then tells all of it at once, unknown fields included. Null is
 * absent.
 */
final class Fields {
  private final ObjectNode object;
  private final String pointer;
  private final List<InputFault> faults;
  private final Set<String> known = new HashSet<>();
  private final List<Fields> children = new ArrayList<>();

  private Fields(ObjectNode object, String pointer, List<InputFault> faults) {
    this.object = object;
    this.pointer = pointer;
    this.faults = faults;
  }

  static Fields of(byte[] body) {
    return new Fields(Json.parse(body), "", new ArrayList<>());
  }

  Optional<String> text(String name) {
    return present(name).flatMap(value -> text(name, value));
  }

  Optional<String> requiredText(String name) {
    if (present(name).isEmpty()) {
      fault(name, "required", name + " is missing");
    }
    return text(name);
  }

  /** A text for a header: one line without control characters. */
  Optional<String> headerText(String name) {
    return text(name).filter(value -> isHeaderText(name, value));
  }

  boolean isHeaderText(String name, String value) {
    return !Texts.hasControl(value)
        || fault(name, "control", name + " must not hold line ends or control characters");
  }

  Optional<Fields> object(String name) {
    return present(name)
        .flatMap(
            value -> {
              if (value instanceof ObjectNode inner) {
                var child = new Fields(inner, pointer(name), faults);
                children.add(child);
                return Optional.of(child);
              }
              return wrongType(name, "an object", value);
            });
  }

  Optional<Boolean> bool(String name) {
    return present(name)
        .flatMap(
            value ->
                value.isBoolean()
                    ? Optional.of(value.booleanValue())
                    : wrongType(name, "true or false", value));
  }

  Optional<Instant> time(String name) {
    return text(name)
        .flatMap(
            value -> {
              var time = Times.parse(value);
              if (time.isEmpty()) {
                fault(
                    name,
                    "time",
                    name + " must be a time with an offset such as 2026-12-31T00:00:00Z");
              }
              return time;
            });
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    return text(name)
        .flatMap(
            value -> {
              var found = PublicNames.find(type, value);
              if (found.isEmpty()) {
                fault(name, "value", name + " must be one of " + PublicNames.all(type));
              }
              return found;
            });
  }

  Optional<EmailAddress> address(String name) {
    return text(name)
        .flatMap(
            value -> {
              try {
                return Optional.of(EmailAddress.parse(value));
              } catch (EmailAddress.Malformed e) {
                fault(name, "address", name + ": " + e.getMessage());
                return Optional.empty();
              }
            });
  }

  /** Short texts without control characters. */
  List<String> words(String name, int countMax, int lengthMax) {
    var words = new ArrayList<String>();
    present(name)
        .ifPresent(
            value -> {
              if (!value.isArray() || value.size() > countMax) {
                fault(name, "type", name + " must be a list of at most " + countMax + " texts");
                return;
              }
              for (var i = 0; i < value.size(); i++) {
                word(name + "/" + i, value.get(i), lengthMax).ifPresent(words::add);
              }
            });
    return words;
  }

  /** Notes what is wrong with a field; always false, for use in conditions. */
  boolean fault(String name, String code, String detail) {
    faults.add(InputFault.at(pointer(name), code, detail));
    return false;
  }

  /** Refuses the request if anything was wrong, and for every field that nobody asked for. */
  void check() {
    addUnknown();
    if (!faults.isEmpty()) {
      throw new Refusal(
          Problem.invalid(faults.size() == 1 ? faults.getFirst().detail() : "see errors", faults));
    }
  }

  private void addUnknown() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                faults.add(InputFault.at(pointer(escaped(name)), "unknown", "unknown field"));
              }
            });
    children.forEach(Fields::addUnknown);
  }

  private Optional<JsonNode> present(String name) {
    known.add(name);
    return Optional.<JsonNode>ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  private Optional<String> text(String name, JsonNode value) {
    if (!value.isTextual()) {
      return wrongType(name, "a text", value);
    }
    if (!Texts.isStorable(value.textValue())) {
      fault(name, "characters", name + " holds NUL or half of a surrogate pair");
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  private Optional<String> word(String name, JsonNode value, int lengthMax) {
    return text(name, value)
        .filter(
            word ->
                (!word.isEmpty() && word.length() <= lengthMax && !Texts.hasControl(word))
                    || fault(
                        name,
                        "value",
                        "must have 1 to " + lengthMax + " characters, none of them control"));
  }

  private <T> Optional<T> wrongType(String name, String expected, JsonNode value) {
    var got =
        switch (value.getNodeType()) {
          case ARRAY -> "a list";
          case BOOLEAN -> "true or false";
          case NULL, MISSING -> "null";
          case NUMBER -> "a number";
          case OBJECT, POJO -> "an object";
          case STRING, BINARY -> "a text";
        };
    fault(name, "type", name + " must be " + expected + ", got " + got);
    return Optional.empty();
  }

  private String pointer(String name) {
    return pointer + "/" + name;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
