package dev.waypost.engine.cluster;

import dev.waypost.engine.CampaignSubmission;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 over every field of a submission, each with its length: equal digests mean the same
 * submission.
 */
final class SubmissionDigest {
  private final MessageDigest sha;

  private SubmissionDigest(MessageDigest sha) {
    this.sha = sha;
  }

  static String of(CampaignSubmission submission) {
    try {
      var digest = new SubmissionDigest(MessageDigest.getInstance("SHA-256"));
      digest.addAll(submission);
      return HexFormat.of().formatHex(digest.sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void addAll(CampaignSubmission submission) {
    var content = submission.content();
    add(content.kind().name());
    add(content.fromName());
    add(content.fromEmail().toString());
    add(content.replyTo().flatMap(to -> to.name()));
    add(content.replyTo().map(to -> to.email().toString()));
    add(content.subject());
    add(content.html());
    add(content.text());
    add(content.clicks().name());
    add(content.opens().name());
    add(submission.topic());
    add(submission.whenInDoubt().name());
    add(submission.expireLinksAt().map(Object::toString));
    add(submission.fallback().map(Object::toString));
    add(submission.expireMailAt().map(Object::toString));
    submission.tags().forEach(this::add);
  }

  private void add(Optional<String> value) {
    add(value.isPresent() ? "1" : "0");
    value.ifPresent(this::add);
  }

  private void add(String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sha.update(bytes);
  }
}
