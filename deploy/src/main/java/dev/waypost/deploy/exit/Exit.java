package dev.waypost.deploy.exit;

/** How a command ends. The numbers are part of the public contract. */
public enum Exit {
  OK(0),
  FAILED(1),
  USAGE(2),
  CONFIGURATION(3),
  /** A port or the data folder is in use. */
  BUSY(4),
  /** The audit ran, and its equations do not hold. */
  EQUATIONS(5);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
