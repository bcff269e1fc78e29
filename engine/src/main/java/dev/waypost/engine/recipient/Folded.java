package dev.waypost.engine.recipient;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Mailings and hits that are long over, oldest first: 20 bytes each in memory, and searched by
 * running over them. Names and origins are there as fingerprints of 64 bits; that two of one
 * recipient's are the same happens once in 10^11 recipients with 10,000 mailings each. Immutable.
 */
public final class Folded {
  /** Of more of either kind the oldest are forgotten: a snapshot must have an end. */
  public static final int MAX = 16_384;

  /** Nothing is over for long. */
  public static final Folded NONE = new Folded(List.of(), List.of());

  private final long[] campaigns;
  private final long[] origins;
  private final int[] standings;
  private final List<FoldedEngagement> engagements;

  /**
   * @param mailings of more than {@link #MAX} the first are forgotten; the same for engagements
   */
  public Folded(List<FoldedMailing> mailings, List<FoldedEngagement> engagements) {
    this(
        last(mailings).stream().mapToLong(FoldedMailing::campaign).toArray(),
        last(mailings).stream().mapToLong(FoldedMailing::origin).toArray(),
        last(mailings).stream().mapToInt(FoldedMailing::standing).toArray(),
        engagements);
  }

  private Folded(
      long[] campaigns, long[] origins, int[] standings, List<FoldedEngagement> engagements) {
    this.campaigns = campaigns;
    this.origins = origins;
    this.standings = standings;
    this.engagements = List.copyOf(last(engagements));
  }

  private static <T> List<T> last(List<T> all) {
    return all.subList(Math.max(0, all.size() - MAX), all.size());
  }

  /** 64 bits of SHA-256 over the name. In snapshots for ever. */
  public static long fingerprint(String campaign) {
    return sha256(campaign.getBytes(StandardCharsets.UTF_8));
  }

  /** 64 bits of SHA-256 over batch, page and line. In snapshots for ever. */
  public static long fingerprint(Origin origin) {
    var batch = origin.batch().value().getBytes(StandardCharsets.US_ASCII);
    return sha256(
        ByteBuffer.allocate(batch.length + 2 * Integer.BYTES)
            .put(batch)
            .putInt(origin.page())
            .putInt(origin.line())
            .array());
  }

  /** 64 bits of SHA-256 over row hash and campaign. In snapshots for ever. */
  static long fingerprint(EngagementKey mail) {
    var campaign = mail.campaign().getBytes(StandardCharsets.UTF_8);
    return sha256(
        ByteBuffer.allocate(Integer.BYTES + campaign.length)
            .putInt(mail.rowHash())
            .put(campaign)
            .array());
  }

  private static long sha256(byte[] bytes) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public List<FoldedMailing> mailings() {
    return IntStream.range(0, origins.length).mapToObj(this::mailing).toList();
  }

  public List<FoldedEngagement> engagements() {
    return engagements;
  }

  private FoldedMailing mailing(int index) {
    return FoldedMailing.of(campaigns[index], origins[index], standings[index]);
  }

  /** The mailing of that origin. */
  Optional<FoldedMailing> find(Origin origin) {
    if (origins.length == 0) {
      return Optional.empty();
    }
    var sought = fingerprint(origin);
    return first(i -> origins[i] == sought).map(this::mailing);
  }

  /** Whether a mailing of the campaign that was no test and no duplicate has been here. */
  boolean isMailed(String campaign) {
    if (origins.length == 0) {
      return false;
    }
    var sought = fingerprint(campaign);
    return first(i -> campaigns[i] == sought && mailing(i).isInTheWay()).isPresent();
  }

  /** How many mailings of the campaign had an attempt, without tests. */
  long tried(String campaign) {
    if (origins.length == 0) {
      return 0;
    }
    var sought = fingerprint(campaign);
    return IntStream.range(0, origins.length)
        .filter(i -> campaigns[i] == sought)
        .mapToObj(this::mailing)
        .filter(m -> m.stage() == FoldedMailing.Stage.REAL && m.tries() > 0)
        .count();
  }

  private Optional<Integer> first(IntPredicate matches) {
    for (var i = 0; i < origins.length; i++) {
      if (matches.test(i)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** What is left of that mail's hits. */
  Optional<FoldedEngagement> find(EngagementKey mail) {
    if (engagements.isEmpty()) {
      return Optional.empty();
    }
    var sought = fingerprint(mail);
    return engagements.stream().filter(e -> e.mail() == sought).findFirst();
  }

  /** With these behind. */
  Folded with(List<FoldedMailing> mailings, List<FoldedEngagement> engagements) {
    if (mailings.isEmpty() && engagements.isEmpty()) {
      return this;
    }
    var more = new Folded(mailings, engagements);
    var gone = Math.max(0, origins.length + more.origins.length - MAX);
    var kept = origins.length - gone;
    var campaigns = Arrays.copyOfRange(this.campaigns, gone, origins.length + more.origins.length);
    var origins = Arrays.copyOfRange(this.origins, gone, gone + campaigns.length);
    var standings = Arrays.copyOfRange(this.standings, gone, gone + campaigns.length);
    System.arraycopy(more.campaigns, 0, campaigns, kept, more.campaigns.length);
    System.arraycopy(more.origins, 0, origins, kept, more.origins.length);
    System.arraycopy(more.standings, 0, standings, kept, more.standings.length);
    var allEngagements = new ArrayList<>(this.engagements);
    allEngagements.addAll(engagements);
    return new Folded(campaigns, origins, standings, allEngagements);
  }

  Folded without(Origin origin) {
    if (find(origin).isEmpty()) {
      return this;
    }
    var gone = fingerprint(origin);
    return new Folded(mailings().stream().filter(m -> m.origin() != gone).toList(), engagements);
  }

  Folded without(EngagementKey mail) {
    return find(mail)
        .map(
            gone ->
                new Folded(
                    campaigns,
                    origins,
                    standings,
                    engagements.stream().filter(e -> e.mail() != gone.mail()).toList()))
        .orElse(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Folded folded
        && Arrays.equals(origins, folded.origins)
        && Arrays.equals(campaigns, folded.campaigns)
        && Arrays.equals(standings, folded.standings)
        && engagements.equals(folded.engagements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(origins) * 31 + engagements.hashCode();
  }

  @Override
  public String toString() {
    return "Folded" + mailings() + engagements;
  }
}
