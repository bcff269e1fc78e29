package dev.waypost.deploy.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.waypost.deploy.exit.Trouble;
import java.util.regex.Pattern;

/**
 * What a value must look like, told from its default: a time or a size keeps its unit, a number
 * stays a number. Without this, {@code 5} would be five milliseconds or bytes.
 */
enum ValueForm {
  DURATION("a time with its unit (ms, s, minutes, hours, days)") {
    @Override
    void read(Config config) {
      config.getDuration(KEY);
    }
  },
  SIZE("a size with its unit (KiB, MiB, GiB)") {
    @Override
    void read(Config config) {
      config.getBytes(KEY);
    }
  },
  NUMBER("a number") {
    @Override
    void read(Config config) {
      config.getDouble(KEY);
    }
  },
  ANY("anything") {
    @Override
    void read(Config config) {}
  };

  private static final String KEY = "value";
  private static final Pattern BARE_NUMBER = Pattern.compile("\\s*[-+]?\\d*\\.?\\d*\\s*");
  private static final Pattern WITH_UNIT = Pattern.compile("\\d+(\\.\\d+)?\\s*[A-Za-z]+");

  private final String wanted;

  ValueForm(String wanted) {
    this.wanted = wanted;
  }

  /** Throws {@link ConfigException} when the value has another form. */
  abstract void read(Config config);

  /**
   * Refuses what does not have the form of the default.
   *
   * @param label the key as people write it
   */
  static void refuseOther(String label, ConfigValue byDefault, ConfigValue given) {
    var form = of(byDefault);
    var text = text(given);
    var lacksUnit = (form == DURATION || form == SIZE) && BARE_NUMBER.matcher(text).matches();
    if (lacksUnit || !form.fits(given)) {
      throw Trouble.configuration(
          "%s: %s = %s, but expected is %s"
              .formatted(given.origin().description(), label, shown(given, text), form.wanted),
          "write it as, for example, "
              + label.substring(label.lastIndexOf('.') + 1)
              + " = "
              + text(byDefault));
    }
  }

  private static ValueForm of(ConfigValue byDefault) {
    return switch (byDefault.valueType()) {
      case NUMBER -> NUMBER;
      case STRING ->
          !WITH_UNIT.matcher(text(byDefault)).matches()
              ? ANY
              : DURATION.fits(byDefault) ? DURATION : SIZE;
      case BOOLEAN, LIST, NULL, OBJECT -> ANY;
    };
  }

  private boolean fits(ConfigValue value) {
    try {
      read(value.atKey(KEY));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  private static String text(ConfigValue value) {
    return value.valueType() == ConfigValueType.NULL ? "" : String.valueOf(value.unwrapped());
  }

  /** Null reads as such; the rest as it was given. */
  private static String shown(ConfigValue value, String text) {
    return switch (value.valueType()) {
      case NULL -> "null";
      case STRING -> "\"" + text + "\"";
      case NUMBER, BOOLEAN, LIST, OBJECT -> text;
    };
  }
}
