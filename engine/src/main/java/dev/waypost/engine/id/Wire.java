package dev.waypost.engine.id;

/**
 * Marks messages that travel between nodes and die with them. Bound to {@code jackson-cbor};
 * nothing that outlives a node may carry it (events and states have bytes of their own in the
 * persistence module).
 */
public interface Wire {}
