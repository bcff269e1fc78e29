package dev.waypost.engine.send;

import dev.waypost.engine.id.LinkTableId;
import java.util.concurrent.CompletionStage;

/** Where compiled content is found; it may be kept, it never changes. Never blocks. */
public interface Catalogue {
  /** Fails when the content cannot be had now. */
  CompletionStage<CompiledContent> find(LinkTableId content);
}
