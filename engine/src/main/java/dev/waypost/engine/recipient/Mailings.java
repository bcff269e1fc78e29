package dev.waypost.engine.recipient;

import dev.waypost.engine.id.Origin;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Mailings by origin, oldest first. Immutable; one mailing costs little more than a reference, and
 * looking one up runs over all, newest first.
 */
final class Mailings extends AbstractMap<Origin, Mailing> {
  private static final Mailings NONE = new Mailings(new Mailing[0]);

  private final Mailing[] all;

  private Mailings(Mailing[] all) {
    this.all = all;
  }

  static Mailings of(Collection<Mailing> mailings) {
    return mailings.isEmpty() ? NONE : new Mailings(mailings.toArray(Mailing[]::new));
  }

  static Mailings of(Map<Origin, Mailing> mailings) {
    return mailings instanceof Mailings same ? same : of(mailings.values());
  }

  /** In the place of the same mailing before, or behind all. */
  Mailings with(Mailing mailing) {
    var index = indexOf(mailing.id().origin());
    var next = index < 0 ? Arrays.copyOf(all, all.length + 1) : all.clone();
    next[index < 0 ? all.length : index] = mailing;
    return new Mailings(next);
  }

  Mailings without(Predicate<Mailing> gone) {
    return of(Arrays.stream(all).filter(gone.negate()).toList());
  }

  private int indexOf(@Nullable Object origin) {
    if (origin instanceof Origin(var batch, var page, var line)) {
      for (var i = all.length - 1; i >= 0; i--) {
        var one = all[i].id().origin();
        if (one.line() == line && one.page() == page && one.batch().equals(batch)) {
          return i;
        }
      }
    }
    return -1;
  }

  @Override
  public @Nullable Mailing get(@Nullable Object origin) {
    var index = indexOf(origin);
    return index < 0 ? null : all[index];
  }

  @Override
  public boolean containsKey(@Nullable Object origin) {
    return indexOf(origin) >= 0;
  }

  @Override
  public int size() {
    return all.length;
  }

  @Override
  public Collection<Mailing> values() {
    return Collections.unmodifiableList(Arrays.asList(all));
  }

  @Override
  public Set<Entry<Origin, Mailing>> entrySet() {
    return new IndexedEntries<>(all.length, i -> Map.entry(all[i].id().origin(), all[i]));
  }
}
