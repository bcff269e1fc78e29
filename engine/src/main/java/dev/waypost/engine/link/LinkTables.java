package dev.waypost.engine.link;

import dev.waypost.engine.id.LinkTableId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where link tables are looked up. Tables never change, so an answer may be kept for ever. Never
 * blocks.
 */
public interface LinkTables {
  /** The table of that number; empty when there is none; fails when nobody can say now. */
  CompletionStage<Optional<LinkTable>> find(LinkTableId id);
}
