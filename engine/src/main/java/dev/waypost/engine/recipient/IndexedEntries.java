package dev.waypost.engine.recipient;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The entries of a map that is kept in arrays, made as they are looked at. A set that stores them
 * would hash every value, hit by hit.
 */
final class IndexedEntries<K, V> extends AbstractSet<Entry<K, V>> {
  private final int size;
  private final IntFunction<Entry<K, V>> entry;

  IndexedEntries(int size, IntFunction<Entry<K, V>> entry) {
    this.size = size;
    this.entry = entry;
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    return IntStream.range(0, size).mapToObj(entry).iterator();
  }

  @Override
  public int size() {
    return size;
  }
}
