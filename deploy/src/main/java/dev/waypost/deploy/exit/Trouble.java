package dev.waypost.deploy.exit;

/**
 * Ends a command. Says in one line what is wrong and in one what to do; both are for people and
 * hold no secrets.
 */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final String remedy;

  public Trouble(Exit exit, String what, String remedy) {
    super(what);
    this.exit = exit;
    this.remedy = remedy;
  }

  public Trouble(Exit exit, String what, String remedy, Throwable cause) {
    super(what, cause);
    this.exit = exit;
    this.remedy = remedy;
  }

  public static Trouble configuration(String what, String remedy) {
    return new Trouble(Exit.CONFIGURATION, what, remedy);
  }

  public Exit exit() {
    return exit;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String remedy() {
    return remedy;
  }
}
