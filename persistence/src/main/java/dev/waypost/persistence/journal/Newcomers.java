package dev.waypost.persistence.journal;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.roster.Announcements;
import dev.waypost.persistence.ReadableDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Announced entities that have no history, so that their recovery needs no read. One query for each
 * announcement. Bounded in number and time, a write of the entity drops it, and so does the first
 * recovery that makes use of it. What is known here may still be wrong, when another node has
 * written since: then the unique key (entity, number) refuses the first write, nothing was done
 * before it, and the entity comes back and reads the truth. Safe for many threads.
 */
final class Newcomers implements Announcements {
  /** Announcements that are looked up at a time; further ones are dropped. */
  private static final int LOOKUPS_MAX = 16;

  private final ReadableDatabase database;
  private final Appends appends;
  private final InstantSource clock;
  private final Duration life;
  private final int most;
  private final LinkedHashMap<String, Instant> known = new LinkedHashMap<>();

  /** By identity: two of them may ask for the same. */
  private final Set<Set<String>> lookups = Collections.newSetFromMap(new IdentityHashMap<>());

  Newcomers(
      ReadableDatabase database, Appends appends, JournalSettings settings, InstantSource clock) {
    this.database = database;
    this.appends = appends;
    this.clock = clock;
    this.life = settings.handoverLife();
    this.most = settings.handovers();
  }

  @Override
  public void expect(List<RecipientId> recipients) {
    var ids = new HashSet<String>();
    recipients.forEach(recipient -> ids.add(recipient.persistenceId()));
    var order = List.copyOf(ids);
    synchronized (known) {
      if (ids.isEmpty() || lookups.size() >= LOOKUPS_MAX) {
        return;
      }
      lookups.add(ids);
    }
    // Later writes drop themselves; those under way may commit behind the look-up's back.
    order.stream().filter(id -> appends.underWay(id).isPresent()).forEach(this::drop);
    var unused =
        database
            .read(session -> PastRead.withoutAny(session, order))
            .whenComplete((none, failure) -> lookedUp(ids, failure == null ? none : List.of()));
  }

  /** Those that were written meanwhile are not among the asked any more. */
  private void lookedUp(Set<String> asked, List<String> none) {
    var until = clock.instant().plus(life);
    synchronized (known) {
      lookups.remove(asked);
      for (var id : none) {
        if (asked.contains(id)) {
          known.remove(id);
          known.put(id, until);
        }
      }
      while (known.size() > most) {
        known.pollFirstEntry();
      }
    }
  }

  /** Whether the entity is known to be new; asked again, it is not. */
  boolean take(String persistenceId) {
    synchronized (known) {
      var until = known.remove(persistenceId);
      return until != null && clock.instant().isBefore(until);
    }
  }

  void drop(String persistenceId) {
    synchronized (known) {
      known.remove(persistenceId);
      lookups.forEach(lookup -> lookup.remove(persistenceId));
    }
  }
}
