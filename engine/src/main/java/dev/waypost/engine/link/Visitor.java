package dev.waypost.engine.link;

/**
 * Who made a hit, as far as hits of one mail have to be told apart: 16 bits each of a hash of the
 * network and of the User-Agent. Says "the same" or "another", and leads back to nobody: some 250
 * networks share each value.
 *
 * @param network 0 if unknown
 * @param agent 0 without a User-Agent
 */
public record Visitor(int network, int agent) {
  /** Nothing is known, as of hits that were recorded before version 2 of the rules. */
  public static final Visitor NONE = new Visitor(0, 0);

  private static final int PART_MAX = (1 << 16) - 1;

  public Visitor {
    if (!(network >= 0 && network <= PART_MAX && agent >= 0 && agent <= PART_MAX)) {
      throw new IllegalArgumentException(
          "a visitor has 16 bits of each, got " + network + " and " + agent);
    }
  }

  public static Visitor of(Hit hit) {
    return new Visitor(folded(hit.network()), folded(hit.agent()));
  }

  /** As {@link #bits} gave it. */
  public static Visitor of(long bits) {
    return new Visitor(Math.toIntExact(bits >>> 16), (int) (bits & PART_MAX));
  }

  /** Network and agent in 32 bits. */
  public long bits() {
    return (long) network << 16 | agent;
  }

  /** Whether network and agent are known and the same. */
  boolean isSame(Visitor other) {
    return network != 0 && agent != 0 && equals(other);
  }

  /** Whether both may well be one: the same network or the same agent, or nothing known of both. */
  boolean isKin(Visitor other) {
    return (network != 0 && network == other.network)
        || (agent != 0 && agent == other.agent)
        || (equals(NONE) && other.equals(NONE));
  }

  /** 16 bits of any number, 0 only for 0: the same in every release, for it is journalled. */
  private static int folded(long value) {
    if (value == 0) {
      return 0;
    }
    var mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    var folded = (int) (mixed >>> 48);
    return folded == 0 ? 1 : folded;
  }
}
