package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests that nobody in his right mind would send: each is answered, none with a 500. */
class MalformedRequestsTest {
  private static final int REQUESTS = 3_000;
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "BREW", "get");
  private static final List<String> PATHS =
      List.of(
          "/v1/campaigns",
          "/v1/campaigns/spring",
          "/v1/campaigns/spring/content",
          "/v1/campaigns/spring/launch",
          "/v1/campaigns/spring/recipients",
          "/v1/campaigns/spring/recipients/x",
          "/v1/campaigns/spring/recipients/x/resolve",
          "/v1/campaigns/spring/batches",
          "/v1/batches/batch-0000000001/errors",
          "/v1/suppressions",
          "/v1/suppressions/ann@example.com",
          "/v1/events",
          "/health/ready",
          "/metrics");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "text/csv",
          "text/csv; charset=",
          ";;",
          "x/y");
  private static final List<String> BODIES =
      List.of(
          "",
          "{}",
          ApiFixture.CAMPAIGN,
          "{\"at\":\"2026-01-01T00:00:00Z\"}",
          "{\"as\":\"retry\"}",
          "{\"id\":\"1\",\"email\":\"a@b.example\",\"data\":{\"a\":[1,2.5e3,{\"b\":null}]}}\n",
          "id,email,_name\n1,a@b.example,\"Ann\"\n2,b@b.example,\n",
          "\u0000\u001f\uFEFF");

  @Test
  void requests_ofAnyKind_areAnsweredWithoutServerError() throws IOException {
    try (var api = new ApiFixture()) {
      api.createCampaign();
      for (var seed = 0; seed < REQUESTS; seed++) {
        var random = new Random(seed);
        var request = request(random);

        var answer = answer(api.server.port(), request);

        var what = "seed " + seed + ": " + new String(request, StandardCharsets.ISO_8859_1);
        assertThat(answer).as(what).startsWith("HTTP/1.1 ");
        assertThat(answer.substring(9, 12)).as(what).isNotEqualTo("500").matches("[2345]..");
        assertThat(answer).as(what).contains("Request-Id: ");
      }
    }
  }

  private static String answer(int port, byte[] request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] request(Random random) {
    var body = bent(one(BODIES, random), random).getBytes(StandardCharsets.UTF_8);
    if (body.length > 0 && random.nextInt(4) == 0) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }
    var head = new StringBuilder();
    head.append(one(METHODS, random)).append(' ');
    head.append(random.nextInt(4) == 0 ? bent(one(PATHS, random), random) : one(PATHS, random));
    if (random.nextInt(3) == 0) {
      head.append('?').append(bent("limit=10&after=x&id=%C3%A9&email=a", random));
    }
    head.append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    head.append("Authorization: Bearer ").append(random.nextInt(20) == 0 ? "x" : "wp_one");
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n");
    if (random.nextInt(8) > 0) {
      head.append("Content-Type: ").append(one(TYPES, random)).append("\r\n");
    }
    if (random.nextInt(6) == 0) {
      head.append("Content-Encoding: ")
          .append(random.nextBoolean() ? "gzip" : "a,b")
          .append("\r\n");
    }
    if (random.nextInt(4) == 0) {
      head.append("If-Match: ").append(bent("\"v1\", W/\"v2\", *", random)).append("\r\n");
    }
    if (random.nextInt(4) == 0) {
      head.append("Idempotency-Key: ").append(bent("key-1", random)).append("\r\n");
    }
    head.append("\r\n");
    var start = head.toString().getBytes(StandardCharsets.UTF_8);
    var whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  private static String one(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  /** The text with a few changes, none of which is a line end or a space. */
  private static String bent(String text, Random random) {
    var bent = new StringBuilder(text);
    for (var i = random.nextInt(4); i > 0 && !bent.isEmpty(); i--) {
      var at = random.nextInt(bent.length());
      switch (random.nextInt(4)) {
        case 0 -> bent.deleteCharAt(at);
        case 1 -> bent.insert(at, "%\"{}[],:/\\&=+é\u0001".charAt(random.nextInt(15)));
        case 2 -> bent.insert(at, bent.substring(at));
        default -> bent.insert(at, "%2");
      }
    }
    return bent.toString();
  }
}
