package dev.waypost.http.page;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** The files beside a class: templates, styles, texts. What is missing is a bug and fails. */
public final class Resources {
  private final Class<?> owner;

  public Resources(Class<?> owner) {
    this.owner = owner;
  }

  /** All of a UTF-8 file. */
  public String text(String name) {
    try (var in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
  }

  /** A UTF-8 file of keys and values. */
  public Texts texts(String name) {
    var texts = new Properties();
    try {
      texts.load(new StringReader(text(name)));
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
    return new Texts(name, texts);
  }

  /** Keys and values of one file. */
  public static final class Texts {
    private final String name;
    private final Properties texts;

    private Texts(String name, Properties texts) {
      this.name = name;
      this.texts = texts;
    }

    /** As it stands in the file; a text that is missing is a bug and fails. */
    public String get(String key) {
      return Optional.ofNullable(texts.getProperty(key))
          .orElseThrow(() -> new IllegalStateException("no text " + key + " in " + name));
    }
  }
}
