package dev.waypost.engine.recipient;

import dev.waypost.engine.id.Origin;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Mailings by origin, oldest first. Immutable; one mailing costs little more than a reference, and
 * looking one up runs over all.
 */
final class Mailings extends AbstractMap<Origin, Mailing> {
  private static final Mailings NONE = new Mailings(List.of());

  private final List<Mailing> all;

  private Mailings(List<Mailing> all) {
    this.all = all;
  }

  static Mailings of(Collection<Mailing> mailings) {
    return mailings.isEmpty() ? NONE : new Mailings(List.copyOf(mailings));
  }

  static Mailings of(Map<Origin, Mailing> mailings) {
    return mailings instanceof Mailings same ? same : of(mailings.values());
  }

  /** In the place of the same mailing before, or behind all. */
  Mailings with(Mailing mailing) {
    var next = new ArrayList<>(all);
    var origin = mailing.id().origin();
    for (var i = 0; i < next.size(); i++) {
      if (next.get(i).id().origin().equals(origin)) {
        next.set(i, mailing);
        return of(next);
      }
    }
    next.add(mailing);
    return of(next);
  }

  Mailings without(Predicate<Mailing> gone) {
    return of(all.stream().filter(gone.negate()).toList());
  }

  @Override
  public @Nullable Mailing get(@Nullable Object origin) {
    for (var mailing : all) {
      if (mailing.id().origin().equals(origin)) {
        return mailing;
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object origin) {
    return get(origin) != null;
  }

  @Override
  public int size() {
    return all.size();
  }

  @Override
  public Collection<Mailing> values() {
    return all;
  }

  @Override
  public Set<Entry<Origin, Mailing>> entrySet() {
    var entries = new LinkedHashSet<Entry<Origin, Mailing>>();
    all.forEach(mailing -> entries.add(Map.entry(mailing.id().origin(), mailing)));
    return entries;
  }
}
