package dev.waypost.persistence.journal;

import dev.waypost.persistence.codec.EventCodec.Encoded;

/** An event in bytes, with what it does to the alarm. */
record NewEvent(long seqNr, long atMillis, Encoded encoded, AlarmChange alarm) {}
