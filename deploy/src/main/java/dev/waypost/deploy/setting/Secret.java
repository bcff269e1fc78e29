package dev.waypost.deploy.setting;

/** A text that must not be shown: prints itself as asterisks. */
public record Secret(String text) {
  public Secret {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a secret is not blank");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
