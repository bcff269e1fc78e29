package dev.waypost.http.problem;

/** Ends a request with a problem, from any depth. Carries no stack trace: it is nobody's bug. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final Seen seen;

  /** How much of the request there was to refuse. */
  public enum Seen {
    /** Enough: the same again is refused again. */
    ENOUGH,
    /** Not all: it broke off, and whole it may be taken. */
    BROKEN_OFF
  }

  public Refusal(Problem problem) {
    this(problem, Seen.ENOUGH);
  }

  public Refusal(Problem problem, Seen seen) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.seen = seen;
  }

  public Seen seen() {
    return seen;
  }

  public Problem problem() {
    return problem;
  }
}
