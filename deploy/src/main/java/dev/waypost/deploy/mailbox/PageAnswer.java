package dev.waypost.deploy.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a page answers, whatever server serves it. */
record PageAnswer(int status, Map<String, String> headers, byte[] body) {
  PageAnswer {
    headers = Map.copyOf(headers);
  }

  PageAnswer with(Map<String, String> more) {
    var all = new HashMap<>(headers);
    all.putAll(more);
    return new PageAnswer(status, all, body);
  }

  static PageAnswer of(int status, Map<String, String> headers, String body) {
    return new PageAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
