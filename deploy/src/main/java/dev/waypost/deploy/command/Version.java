package dev.waypost.deploy.command;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven left in the jar. */
public final class Version implements IVersionProvider {
  private static final String RESOURCE =
      "/META-INF/maven/dev.waypost/waypost-deploy/pom.properties";

  @Override
  public String[] getVersion() {
    return new String[] {"waypost " + text()};
  }

  /** {@code development} when run from class files. */
  public static String text() {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "development");
  }
}
