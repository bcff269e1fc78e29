package dev.waypost.deploy.setting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings that are also environment variables. One rule names both: {@code API_PORT} is {@code
 * WAYPOST_API_PORT} and {@code waypost.api-port}. A secret may instead be the content of a file
 * that {@code WAYPOST_..._FILE} or {@code waypost....-file} names.
 */
public enum Option {
  DATA,
  BIND,
  API_KEY,
  API_PORT,
  TRACK_PORT,
  OPS_PORT,
  TRACK_URL,
  TOKEN_KEYS,
  TRUSTED_PROXIES,
  SMTP,
  SMTP_USER,
  SMTP_PASSWORD,
  SMTP_TLS,
  DB,
  DB_USER,
  DB_PASSWORD,
  REDIS,
  ROLES;

  static final String PREFIX = "WAYPOST_";

  /** Variables that are ours but no settings of a node. */
  static final List<String> OTHER_VARIABLES =
      List.of("WAYPOST_CONFIG", "WAYPOST_DEBUG", "WAYPOST_JAVA_OPTS");

  public String variable() {
    return PREFIX + name();
  }

  public String fileVariable() {
    return variable() + "_FILE";
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String fileKey() {
    return key() + "-file";
  }

  public boolean isSecret() {
    return switch (this) {
      case API_KEY, TOKEN_KEYS, SMTP_PASSWORD, DB_PASSWORD -> true;
      case DATA,
          BIND,
          API_PORT,
          TRACK_PORT,
          OPS_PORT,
          TRACK_URL,
          TRUSTED_PROXIES,
          SMTP,
          SMTP_USER,
          SMTP_TLS,
          DB,
          DB_USER,
          REDIS,
          ROLES ->
          false;
    };
  }

  /** Whether any value but the default is for a later version, so that nobody is led to it. */
  boolean isOfLaterVersion() {
    return this == REDIS || this == ROLES;
  }

  /** How people find it: key and variable. */
  String label() {
    return "waypost." + key() + " (" + variable() + ")";
  }

  static Optional<Option> ofKey(String key) {
    return Arrays.stream(values()).filter(o -> o.key().equals(key)).findFirst();
  }
}
