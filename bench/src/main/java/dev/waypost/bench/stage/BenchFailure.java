package dev.waypost.bench.stage;

/** A suite could not be run, or what it measured went wrong; two lines for people. */
public final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  public BenchFailure(String what, String remedy) {
    super(what);
    this.remedy = remedy;
  }

  public BenchFailure(String what, String remedy, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
    this.remedy = remedy;
  }

  public String what() {
    return String.valueOf(getMessage());
  }

  public String remedy() {
    return remedy;
  }
}
