package dev.waypost.deploy.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays environment over file over reference.conf, and refuses what none of them knows. */
public final class LayeredSettings {
  private static final String ROOT = "waypost";

  /** One effective setting, fit to be shown. */
  public record Shown(String key, String value, String source) {}

  private final Config effective;
  private final Config file;
  private final Map<String, String> environment;
  private final List<String> warnings;

  private LayeredSettings(
      Config effective, Config file, Map<String, String> environment, List<String> warnings) {
    this.effective = effective;
    this.file = file;
    this.environment = environment;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads all layers.
   *
   * @param flag the file that {@code --config} names; it wins over {@code WAYPOST_CONFIG}
   * @throws Trouble for anything that cannot be meant
   */
  public static LayeredSettings load(Map<String, String> environment, Optional<Path> flag) {
    var reference = ConfigFactory.defaultReference().getConfig(ROOT);
    var named = Optional.ofNullable(environment.get("WAYPOST_CONFIG")).filter(t -> !t.isBlank());
    var file =
        flag.or(() -> named.map(Path::of))
            .map(LayeredSettings::parse)
            .orElse(ConfigFactory.empty());
    refuseUnknown(reference.root(), file.root(), "");
    var effective = file.withFallback(reference);
    for (var option : Option.values()) {
      effective = withOption(effective, option, file, environment);
    }
    var warnings = new ArrayList<>(unknownVariables(environment, reference));
    ReadSettings.toleratedKey(effective).ifPresent(warnings::add);
    ReadSettings.exposedDatabase(effective).ifPresent(warnings::add);
    return new LayeredSettings(effective, file, Map.copyOf(environment), warnings);
  }

  public NodeSettings node() {
    return ReadSettings.node(effective);
  }

  /** What is suspicious but no reason to refuse. */
  public List<String> warnings() {
    return warnings;
  }

  /** All settings by key, secrets masked. */
  public List<Shown> shown() {
    var shown = new ArrayList<Shown>();
    collect(effective.root(), "", shown);
    return shown;
  }

  private static Config parse(Path path) {
    try {
      var options = ConfigParseOptions.defaults().setAllowMissing(false);
      var whole = ConfigFactory.parseFile(path.toFile(), options).resolve();
      for (var key : whole.root().keySet()) {
        if (!key.equals(ROOT)) {
          throw Trouble.configuration(
              path + ": unknown key \"" + key + "\" beside \"" + ROOT + "\"",
              "put every setting inside " + ROOT + " { }");
        }
      }
      return whole.hasPath(ROOT) ? whole.getConfig(ROOT) : ConfigFactory.empty();
    } catch (ConfigException.IO e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          path + " cannot be read",
          "check the path that --config or WAYPOST_CONFIG gives, and its permissions",
          e);
    } catch (ConfigException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          String.valueOf(e.getMessage()),
          "correct " + path + " (HOCON, see reference.conf)",
          e);
    }
  }

  private static void refuseUnknown(ConfigObject known, ConfigObject given, String prefix) {
    for (var entry : given.entrySet()) {
      var key = entry.getKey();
      var place = entry.getValue().origin().description();
      if (!known.containsKey(key)) {
        var nearest = Spelling.nearest(key, known.keySet());
        throw Trouble.configuration(
            place + ": unknown key " + ROOT + "." + prefix + key,
            nearest
                .map(n -> "did you mean " + ROOT + "." + prefix + n + "?")
                .orElse("known here: " + String.join(", ", new TreeSet<>(known.keySet()))));
      }
      var expectsObject = known.get(key).valueType() == ConfigValueType.OBJECT;
      var isObject = entry.getValue().valueType() == ConfigValueType.OBJECT;
      if (expectsObject != isObject) {
        throw Trouble.configuration(
            place
                + ": "
                + ROOT
                + "."
                + prefix
                + key
                + (expectsObject ? " is a section" : " is one value, not a section"),
            expectsObject ? "write it as " + key + " { ... }" : "give it one value");
      }
      if (expectsObject) {
        refuseUnknown(
            (ConfigObject) known.get(key), (ConfigObject) entry.getValue(), prefix + key + ".");
      } else {
        ValueForm.refuseOther(ROOT + "." + prefix + key, known.get(key), entry.getValue());
      }
    }
  }

  private static Config withOption(
      Config config, Option option, Config file, Map<String, String> environment) {
    var plain = Optional.ofNullable(environment.get(option.variable())).filter(t -> !t.isBlank());
    var value = plain;
    if (option.isSecret()) {
      var fromEnvironment =
          secret(
              plain,
              Optional.ofNullable(environment.get(option.fileVariable())).filter(t -> !t.isBlank()),
              option.variable(),
              option.fileVariable());
      value =
          fromEnvironment.or(
              () ->
                  secret(
                      text(file, option.key()),
                      text(file, option.fileKey()),
                      ROOT + "." + option.key(),
                      ROOT + "." + option.fileKey()));
    }
    if (plain.filter(t -> t.startsWith("tcp://")).isPresent()) {
      throw Trouble.configuration(
          option.variable() + " looks like a variable that Kubernetes sets for a service",
          "set enableServiceLinks: false in the pod, or name the service otherwise");
    }
    return value
        .map(
            text ->
                config.withValue(
                    option.key(), ConfigValueFactory.fromAnyRef(text, option.variable())))
        .orElse(config);
  }

  private static Optional<String> secret(
      Optional<String> plain, Optional<String> fileName, String name, String nameOfFile) {
    if (plain.isPresent() && fileName.isPresent()) {
      throw Trouble.configuration(
          name + " and " + nameOfFile + " are both set", "keep one of the two");
    }
    return plain.or(() -> fileName.map(f -> secretIn(Path.of(f), nameOfFile)));
  }

  private static String secretIn(Path path, String named) {
    try {
      var text = Files.readString(path).strip();
      if (text.isEmpty()) {
        throw Trouble.configuration(
            named + " names " + path + ", which is empty", "write the secret into it");
      }
      return text;
    } catch (IOException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          named + " names " + path + ", which cannot be read",
          "check the path and its permissions",
          e);
    }
  }

  private static Optional<String> text(Config config, String key) {
    return config.hasPath(key) ? Optional.of(config.getString(key)) : Optional.empty();
  }

  /** Only warned of: an orchestrator may set variables that begin like ours. */
  private static List<String> unknownVariables(Map<String, String> environment, Config reference) {
    var known = new TreeSet<>(Option.OTHER_VARIABLES);
    for (var option : Option.values()) {
      known.add(option.variable());
      if (option.isSecret()) {
        known.add(option.fileVariable());
      }
    }
    var warnings = new ArrayList<String>();
    for (var name : new TreeMap<>(environment).keySet()) {
      if (name.startsWith(Option.PREFIX) && !known.contains(name)) {
        warnings.add(
            "unknown environment variable "
                + name
                + ofKey(name, reference)
                    .or(() -> nearest(name, known))
                    .orElse("; keys without a variable of their own belong into the file"));
      }
    }
    return warnings;
  }

  /** Most keys have no variable. */
  private static Optional<String> ofKey(String variable, Config reference) {
    return reference.entrySet().stream()
        .map(Map.Entry::getKey)
        .filter(key -> variable.equals(Option.PREFIX + variableLike(key)))
        .findFirst()
        .map(
            key ->
                ": set "
                    + ROOT
                    + "."
                    + key
                    + " in the file that --config or WAYPOST_CONFIG names instead");
  }

  private static String variableLike(String key) {
    return key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /** What all begin with says nothing of how near they are. */
  private static Optional<String> nearest(String variable, Set<String> known) {
    var later =
        Stream.of(Option.values())
            .filter(Option::isOfLaterVersion)
            .map(Option::variable)
            .collect(Collectors.toSet());
    var endings =
        known.stream()
            .filter(name -> !later.contains(name))
            .map(name -> name.substring(Option.PREFIX.length()))
            .toList();
    return Spelling.nearest(variable.substring(Option.PREFIX.length()), endings)
        .map(ending -> ", did you mean " + Option.PREFIX + ending + "?");
  }

  private void collect(ConfigObject object, String prefix, List<Shown> shown) {
    for (var entry : new TreeMap<>(object).entrySet()) {
      var key = entry.getKey();
      var value = entry.getValue();
      var path = prefix + key;
      if (value.valueType() == ConfigValueType.OBJECT) {
        collect((ConfigObject) value, path + ".", shown);
      } else if (!(key.endsWith("-file") && value.valueType() == ConfigValueType.NULL)) {
        shown.add(new Shown(path, display(path), source(path)));
      }
    }
  }

  private String display(String path) {
    var isSecret = Option.ofKey(path).map(Option::isSecret).orElse(false);
    if (!effective.hasPath(path)) {
      return "(none)";
    }
    return isSecret ? "***" : effective.getValue(path).render(ConfigRenderOptions.concise());
  }

  private String source(String path) {
    var variable =
        Option.ofKey(path)
            .flatMap(
                o ->
                    List.of(o.variable(), o.fileVariable()).stream()
                        .filter(v -> !environment.getOrDefault(v, "").isBlank())
                        .findFirst());
    return variable.orElseGet(
        () -> file.hasPath(path) || file.hasPath(path + "-file") ? "file" : "default");
  }
}
