package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.upkeep.CutRun.Mode;
import dev.waypost.persistence.upkeep.Retention.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** What a run has done so far, or would have. */
final class CutSums {
  /** Campaigns that are named as the reason; the others are one. */
  private static final int NAMED_MAX = 1_000;

  private final Map<String, Long> ofCampaigns = new TreeMap<>();
  private final LongConsumer progress;
  private long cut;
  private long bytes;
  private long inOrder;
  private long evidence;

  CutSums(LongConsumer progress) {
    this.progress = progress;
  }

  void add(CutEntity entity, Mode mode) {
    if (mode == Mode.CUT || !entity.isCounted()) {
      cut += entity.gone();
      bytes += entity.bytes();
    }
  }

  void add(Map<Stay, Long> stay) {
    stay.forEach(this::add);
    progress.accept(cut);
  }

  private void add(Stay stay, long n) {
    switch (stay.reason()) {
      case CAMPAIGN -> {
        var isNamed = ofCampaigns.size() < NAMED_MAX || ofCampaigns.containsKey(stay.campaign());
        ofCampaigns.merge(isNamed ? stay.campaign() : "...", n, Long::sum);
      }
      case ORDER -> inOrder += n;
      case EVIDENCE -> evidence += n;
    }
  }

  Outcome outcome(long inStream) {
    return new Outcome(cut, bytes, inStream, inOrder, ofCampaigns, evidence);
  }
}
