package dev.waypost.engine.recipient;

import dev.waypost.engine.recipient.Recipient.EngagementKey;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came back, by mail, in the order of the first hits. Immutable; one entry costs two
 * references, a changed one copies one array, and looking one up runs over all, newest first.
 */
final class Engagements extends AbstractMap<EngagementKey, Engagement> {
  private static final Engagements NONE = new Engagements(new EngagementKey[0], new Engagement[0]);

  /** Shared by all that differ in values only. */
  private final EngagementKey[] mails;

  private final Engagement[] values;

  private Engagements(EngagementKey[] mails, Engagement[] values) {
    this.mails = mails;
    this.values = values;
  }

  static Engagements of(Map<EngagementKey, Engagement> engagements) {
    if (engagements instanceof Engagements same) {
      return same;
    }
    return engagements.isEmpty()
        ? NONE
        : new Engagements(
            engagements.keySet().toArray(EngagementKey[]::new),
            engagements.values().toArray(Engagement[]::new));
  }

  /** In the place of what was there of the mail, or behind all. */
  Engagements with(EngagementKey mail, Engagement engagement) {
    var index = indexOf(mail);
    if (index >= 0) {
      var changed = values.clone();
      changed[index] = engagement;
      return new Engagements(mails, changed);
    }
    var longer = Arrays.copyOf(mails, mails.length + 1);
    var more = Arrays.copyOf(values, longer.length);
    longer[mails.length] = mail;
    more[mails.length] = engagement;
    return new Engagements(longer, more);
  }

  private int indexOf(@Nullable Object mail) {
    if (mail instanceof EngagementKey(var campaign, var rowHash)) {
      for (var i = mails.length - 1; i >= 0; i--) {
        if (mails[i].rowHash() == rowHash && mails[i].campaign().equals(campaign)) {
          return i;
        }
      }
    }
    return -1;
  }

  @Override
  public @Nullable Engagement get(@Nullable Object mail) {
    var index = indexOf(mail);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object mail) {
    return indexOf(mail) >= 0;
  }

  @Override
  public int size() {
    return mails.length;
  }

  @Override
  public Collection<Engagement> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  @Override
  public Set<Entry<EngagementKey, Engagement>> entrySet() {
    return new IndexedEntries<>(mails.length, i -> Map.entry(mails[i], values[i]));
  }
}
