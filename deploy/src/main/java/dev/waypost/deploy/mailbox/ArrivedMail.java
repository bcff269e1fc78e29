package dev.waypost.deploy.mailbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A mail as it came over SMTP. Held compressed: mails of one campaign are mostly the same. */
public final class ArrivedMail {
  private final long number;
  private final Instant at;
  private final String from;
  private final List<String> to;
  private final String subject;
  private final byte[] deflated;

  private ArrivedMail(
      long number, Instant at, String from, List<String> to, String subject, byte[] deflated) {
    this.number = number;
    this.at = at;
    this.from = from;
    this.to = List.copyOf(to);
    this.subject = subject;
    this.deflated = deflated;
  }

  static ArrivedMail of(Instant at, String from, List<String> to, byte[] raw) {
    return new ArrivedMail(0, at, from, to, MailText.subjectOf(raw), deflate(raw));
  }

  ArrivedMail numbered(long newNumber) {
    return new ArrivedMail(newNumber, at, from, to, subject, deflated);
  }

  /** Counts from 1 in order of arrival, also over mails that were dropped. */
  public long number() {
    return number;
  }

  public Instant at() {
    return at;
  }

  /** Envelope sender. */
  public String from() {
    return from;
  }

  /** Envelope recipients. */
  public List<String> to() {
    return to;
  }

  public String subject() {
    return subject;
  }

  /** The mail byte by byte. */
  public byte[] raw() {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int keptBytes() {
    return deflated.length;
  }

  private static byte[] deflate(byte[] raw) {
    var bytes = new ByteArrayOutputStream(raw.length / 3 + 64);
    try (var out = new DeflaterOutputStream(bytes)) {
      out.write(raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
