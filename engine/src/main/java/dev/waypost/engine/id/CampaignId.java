package dev.waypost.engine.id;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One campaign of one sender. The name matches {@code [a-z0-9][a-z0-9._-]{0,63}} and is never
 * reusable.
 */
public record CampaignId(SenderId sender, String name) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final String PREFIX = "c|";

  public CampaignId {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("campaign must match " + FORM + ", got '" + name + "'");
    }
  }

  /** The campaign of that name, or empty when the name has another form. */
  public static Optional<CampaignId> of(SenderId sender, String name) {
    return FORM.matcher(name).matches()
        ? Optional.of(new CampaignId(sender, name))
        : Optional.empty();
  }

  /** The inverse of {@link #persistenceId}. */
  public static CampaignId parse(String persistenceId) {
    var parts = PersistenceIds.split(PREFIX, persistenceId, 2);
    return new CampaignId(new SenderId(parts[0]), parts[1]);
  }

  public String persistenceId() {
    return PREFIX + sender + "|" + name;
  }

  public Slice slice() {
    return Slice.of(persistenceId());
  }

  @Override
  public String toString() {
    return sender + "/" + name;
  }
}
