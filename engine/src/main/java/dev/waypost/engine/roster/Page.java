package dev.waypost.engine.roster;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What a page remembers of its rows. Immutable. */
public sealed interface Page {
  /** It has never been driven. */
  record Fresh() implements Page {}

  /**
   * It has something to do.
   *
   * @param phase whether recipients may have open questions of it
   * @param finished positions with nothing left to do
   * @param due when positions are to be asked again; others are to be asked now
   */
  record Open(Phase phase, BitSet finished, Map<Integer, Instant> due) implements Page {
    public Open {
      finished = (BitSet) finished.clone();
      due = Map.copyOf(due);
    }

    @Override
    public BitSet finished() {
      return (BitSet) finished.clone();
    }
  }

  /** Nothing is left to do, and the campaign knows. All of its rows are final. */
  record Closed(BitSet finished) implements Page {
    public Closed {
      finished = (BitSet) finished.clone();
    }

    @Override
    public BitSet finished() {
      return (BitSet) finished.clone();
    }
  }

  /** Whether an open page drives. The order is that of the bytes in the journal. */
  enum Phase {
    DRIVING,
    RESTING
  }

  /** The state after the event; throws on an event that cannot follow this state. */
  static Page evolve(Page state, PageEvent event) {
    return switch (event) {
      case PageEvent.Driven driven ->
          switch (state) {
            case Fresh fresh -> new Open(Phase.DRIVING, new BitSet(), Map.of());
            case Open open -> new Open(Phase.DRIVING, open.finished(), open.due());
            case Closed closed -> throw impossible(state, event);
          };
      case PageEvent.Checkpointed(var finished, var due, var at, var wakeAt) ->
          switch (state) {
            case Open open -> new Open(open.phase(), finished, due);
            case Fresh fresh -> throw impossible(state, event);
            case Closed closed -> throw impossible(state, event);
          };
      case PageEvent.Rested(var finished, var due, var at, var wakeAt) ->
          switch (state) {
            case Fresh fresh -> new Open(Phase.RESTING, finished, due);
            case Open open -> new Open(Phase.RESTING, finished, due);
            case Closed closed -> throw impossible(state, event);
          };
      case PageEvent.Closed closing ->
          switch (state) {
            case Open open -> new Closed(open.finished());
            case Fresh fresh -> new Closed(new BitSet());
            case Closed closed -> throw impossible(state, event);
          };
      case PageEvent.Reopened(var position, var at, var wakeAt) ->
          switch (state) {
            case Open(var phase, var finished, var due) -> reopened(phase, finished, due, position);
            case Closed(var finished) -> reopened(Phase.RESTING, finished, Map.of(), position);
            case Fresh fresh -> throw impossible(state, event);
          };
    };
  }

  private static Page reopened(
      Phase phase, BitSet finished, Map<Integer, Instant> due, int position) {
    finished.clear(position);
    var rest = new HashMap<>(due);
    rest.remove(position);
    return new Open(phase, finished, rest);
  }

  private static IllegalStateException impossible(Page state, PageEvent event) {
    return new IllegalStateException("a page that is " + state + " cannot see " + event);
  }
}
