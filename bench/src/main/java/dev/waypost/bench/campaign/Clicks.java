package dev.waypost.bench.campaign;

import dev.waypost.bench.node.BenchNode;
import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.persistence.hitlog.FileHitLog;
import dev.waypost.persistence.hitlog.HitLogCounters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * One click of everybody, put into a node's hit log while the node is down. Its next start hands
 * them over as after a crash: what is measured then is the way from the log into the journal and
 * the views, without the cost of making the clicks.
 */
final class Clicks {
  private static final Pattern CLICK = Pattern.compile("/c/([A-Za-z0-9_-]{43})");
  private static final int WAITING_MAX = 20_000;

  private final List<Token> tokens;

  private Clicks(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** The first link of every mail, in an order that no page has. */
  static Clicks of(BenchNode node, BenchNode.Setup setup, String campaign)
      throws IOException, InterruptedException {
    var keys =
        TokenKeys.parse(
            Files.readString(setup.data().resolve("token-keys"), StandardCharsets.UTF_8));
    var tokens = new ArrayList<Token>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                node.api().recipientsWithLinks(campaign), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var found = CLICK.matcher(line);
        if (found.find()) {
          tokens.add(keys.verify(found.group(1)).orElseThrow());
        }
      }
    }
    Collections.shuffle(tokens, new Random(4));
    return new Clicks(tokens);
  }

  int count() {
    return tokens.size();
  }

  /** Returns when all are synced. */
  void logInto(BenchNode.Setup setup) throws IOException, InterruptedException {
    var log =
        FileHitLog.open(
            setup.data().resolve("hits"),
            ShippedSettings.hitLog(),
            InstantSource.system(),
            new HitLogCounters());
    try (log) {
      var waiting = new ArrayList<CompletionStage<HitLog.Position>>();
      for (var i = 0; i < tokens.size(); i++) {
        waiting.add(log.append(hit(i)));
        if (waiting.size() == WAITING_MAX || i == tokens.size() - 1) {
          for (var stage : waiting) {
            stage.toCompletableFuture().get();
          }
          waiting.clear();
        }
      }
    } catch (ExecutionException e) {
      throw new BenchFailure("the hit log does not take hits", "see its disk", e);
    }
  }

  /** As browsers click: a network and an agent of their own. */
  private Hit hit(int i) {
    return new Hit(Instant.now(), tokens.get(i), Set.of(Hit.Sign.BROWSER), 17 + i, 0x0a_0000L + i);
  }
}
