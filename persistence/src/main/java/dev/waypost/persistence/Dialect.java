package dev.waypost.persistence;

/** Whose SQL a session speaks. Most texts are the same in both. */
public enum Dialect {
  SQLITE,
  POSTGRES
}
