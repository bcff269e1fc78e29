package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Trouble;
import dev.waypost.persistence.PostgresAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the URL of a PostgreSQL database. Traffic that leaves this machine is encrypted, and the
 * server proves who it is, unless the URL says otherwise in so many words.
 *
 * @param text as the driver gets it
 */
record PostgresUrl(String text, List<String> hosts, Optional<String> sslMode) {
  static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern FORM =
      Pattern.compile("jdbc:postgresql://(?<hosts>[^/?#@]+)/(?<name>[^/?#]+)(\\?(?<query>[^#]*))?");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
  private static final Set<String> MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
  private static final Set<String> PARAMETERS =
      Set.of(
          "sslmode",
          "sslrootcert",
          "sslcert",
          "sslkey",
          "sslnegotiation",
          "channelBinding",
          "targetServerType");

  /** With any of these the driver reads certificates from files, else from the JVM's own store. */
  private static final Set<String> OWN_FILES = Set.of("sslrootcert", "sslcert", "sslkey");

  static PostgresUrl parse(String text) {
    Urls.refuseCredentials(Option.DB, text);
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw Trouble.configuration(
          Option.DB.label() + " is not the URL of a PostgreSQL database",
          "write it as jdbc:postgresql://host:5432/name");
    }
    var given = parameters(Optional.ofNullable(form.group("query")).orElse(""));
    var hosts =
        Arrays.stream(form.group("hosts").split(","))
            .map(host -> PORT.matcher(host).replaceFirst(""))
            .toList();
    var all = new TreeMap<>(given);
    if (hosts.size() > 1) {
      all.putIfAbsent("targetServerType", "primary");
    }
    if (!isLoopback(hosts)) {
      all.putIfAbsent("sslmode", "verify-full");
      if (all.get("sslmode").startsWith("verify")
          && Collections.disjoint(all.keySet(), OWN_FILES)) {
        all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      }
    }
    var query = all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return new PostgresUrl(
        text.replaceFirst("\\?.*", "") + (query.isEmpty() ? "" : "?" + String.join("&", query)),
        hosts,
        Optional.ofNullable(given.get("sslmode")));
  }

  private static Map<String, String> parameters(String query) {
    var all = new TreeMap<String, String>();
    for (var parameter : query.split("&")) {
      var name = parameter.replaceFirst("=.*", "");
      if (!parameter.isEmpty()) {
        requireKnown(name);
        all.put(name, parameter.substring(name.length()).replaceFirst("^=", ""));
      }
    }
    Optional.ofNullable(all.get("sslmode")).ifPresent(PostgresUrl::requireMode);
    return all;
  }

  PostgresAddress address(Optional<String> user, Optional<Secret> password) {
    return new PostgresAddress(text, user, password.map(Secret::text));
  }

  /** What to say of traffic that others may read or change. */
  Optional<String> exposed() {
    return sslMode
        .filter(mode -> !mode.startsWith("verify") && !isLoopback(hosts))
        .map(
            mode ->
                Option.DB.label()
                    + ": with sslmode="
                    + mode
                    + " others on the way may read or change what the database says");
  }

  private static boolean isLoopback(List<String> hosts) {
    return hosts.stream().allMatch(Loopback::isLoopback);
  }

  private static void requireKnown(String name) {
    if (!PARAMETERS.contains(name)) {
      throw Trouble.configuration(
          Option.DB.label() + ": unknown parameter \"" + name + "\"",
          Spelling.nearest(name, PARAMETERS)
              .map(near -> "did you mean " + near + "?")
              .orElse(
                  "known are "
                      + String.join(", ", new TreeSet<>(PARAMETERS))
                      + "; times stand in waypost.database.postgres"));
    }
  }

  private static void requireMode(String mode) {
    if (!MODES.contains(mode)) {
      throw Trouble.configuration(
          Option.DB.label() + ": unknown sslmode \"" + mode + "\"",
          "known are " + String.join(", ", new TreeSet<>(MODES)));
    }
  }
}
