package dev.waypost.persistence.journal;

/** Which alarm an event implies. Pure; written in the transaction of the event. */
@FunctionalInterface
public interface AlarmOf {
  AlarmChange of(Object event);
}
