package dev.waypost.deploy.system;

import dev.waypost.deploy.client.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Makes requests that are wrong in some way, and some that are right: the same number makes the
 * same request. Where to send them is read from the API's own description, so what is described
 * there is covered from then on.
 */
final class Mischief {
  /** A campaign that no request is to touch, and that no request names. */
  static final String UNTOUCHED = "untouched";

  private static final List<String> NAMES =
      List.of(
          "scrap-1",
          "scrap-2",
          "scrap-3",
          "nobody",
          "%20",
          "UPPER",
          "a%2fb",
          "%00",
          "x".repeat(80));
  private static final List<String> IDS =
      List.of(
          "c-1", "c-2", "nobody", "%E2%80%AE", "a%0d%0ab", "%f0%9f%92%8c", "i".repeat(300), "..");
  private static final List<String> ADDRESSES =
      List.of(
          "z1@mischief.example", "Z1@MISCHIEF.example", "no-address", "a@b@c", "%22x%22@y.example");
  private static final List<String> VALUES =
      List.of(
          "",
          "1",
          "0",
          "-1",
          "1001",
          "99999999999999999999",
          "1e3",
          "0x10",
          "%00",
          "%C3%A9",
          "%ff",
          "null",
          "delivered",
          "bounced",
          "links",
          "scrap-1",
          "a@b.example",
          "MDA",
          "%25%25");
  private static final List<String> PARAMETERS =
      List.of("limit", "after", "state", "include", "id", "email", "campaign", "topic", "x", "%ff");
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "BREW");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "text/csv",
          "TEXT/CSV; Charset=\"UTF-8\"",
          "application/json; charset=latin1",
          "text/csv; charset=",
          "multipart/form-data",
          ";;",
          "x");
  private static final List<String> HEADERS =
      List.of(
          "If-Match: \"v1\"",
          "If-Match: W/\"v1\", *",
          "If-Match: v1",
          "If-None-Match: *",
          "Idempotency-Key: k1",
          "Idempotency-Key: " + "k".repeat(300),
          "Idempotency-Key: a\u00e9",
          "Last-Event-ID: 7",
          "Last-Event-ID: " + "9".repeat(100),
          "Accept: text/event-stream",
          "Accept: */*;q=nan",
          "Expect: 100-continue",
          "Range: bytes=0-1",
          "Origin: null",
          "Content-Encoding: gzip",
          "Content-Encoding: gzip, gzip",
          "Content-Encoding: br",
          "Cookie: " + "c".repeat(4000),
          "User-Agent: \u202e\u0085evil",
          "X-Forwarded-For: ::1");
  private static final List<String> JSON =
      List.of(
          "{}",
          "{\"kind\":\"broadcast\",\"from\":{\"name\":\"A\",\"email\":\"news@acme.example\"},\"subject\":\"Hi"
              + " {{name}}\",\"html\":\"<a href=\\\"https://e.example/{{x}}\\\">x</a>\","
              + "\"text\":\"t\",\"tracking\":{\"clicks\":true,\"opens\":false},\"tags\":[\"a\",\"b\"],"
              + "\"links\":{\"expireAt\":\"2030-01-01T00:00:00Z\",\"fallbackUrl\":\"https://e.example/\"}}",
          "{\"at\":\"2030-01-01T00:00:00+01:00\"}",
          "{\"as\":\"delivered\"}",
          "{\"id\":\"c-1\",\"email\":\"z1@mischief.example\",\"name\":\"Z\",\"data\":{\"x\":[1,{\"y\":2.5}]}}",
          "{\"rows\":[{\"id\":\"c-1\",\"email\":\"z1@mischief.example\",\"data\":{\"x\":1}}]}");
  private static final List<String> LINES =
      List.of(
          "{\"id\":\"c-1\",\"email\":\"z1@mischief.example\",\"data\":{\"x\":\"y\"},\"metadata\":{\"a\":\"b\"}}\n"
              + "{\"id\":\"c-2\",\"email\":\"z2@mischief.example\"}\n",
          "id,email,_name,city\n"
              + "c-1,z1@mischief.example,\"Zoe, \"\"Z\"\"\",\"two\n"
              + "lines\"\n"
              + "c-2,z2@mischief.example,,\n",
          "email,reason,topic,since\nz3@mischief.example,manual,,2026-01-01T00:00:00Z\n",
          "{\"email\":\"z3@mischief.example\",\"reason\":\"manual\"}\n");
  private static final List<String> ATOMS =
      List.of(
          "null",
          "true",
          "-0",
          "1e999999",
          "-1E-999999",
          "9".repeat(2000),
          "\"\"",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"\\udc00\\ud800\"",
          "[]",
          "{}",
          "[[[[1]]]]",
          "\"{{#each}}\"",
          "\"{{{x}}\"",
          "\"\u202e\u2028\"",
          "NaN",
          "'x'",
          "\"" + "s".repeat(100_000) + "\"",
          "{\"a\":1,\"a\":2}",
          "\"1999-02-30T25:61:61Z\"",
          "\"javascript:alert(1)\"",
          "\"a\\r\\nBcc: x@y.example\"");

  private final List<Endpoint> endpoints;
  private final long seed;

  /** One operation of the description. */
  record Endpoint(String method, String path) {}

  /** One request, and whether its answer may go on for ever. */
  record Request(byte[] bytes, boolean isStream) {}

  /** All operations of the API port; tracking has a server of its own in the description. */
  static Mischief of(Json openApi, long seed) {
    var endpoints = new ArrayList<Endpoint>();
    if (openApi.at("paths") instanceof Json.Members paths) {
      paths.members().forEach((path, item) -> add(endpoints, path, item));
    }
    return new Mischief(List.copyOf(endpoints), seed);
  }

  private static void add(List<Endpoint> endpoints, String path, Json item) {
    if (item instanceof Json.Members operations && item.at("servers") instanceof Json.Absent) {
      operations.members().keySet().stream()
          .filter(List.of("get", "put", "post", "delete", "patch")::contains)
          .forEach(m -> endpoints.add(new Endpoint(m.toUpperCase(java.util.Locale.ROOT), path)));
    }
  }

  private Mischief(List<Endpoint> endpoints, long seed) {
    this.endpoints = endpoints;
    this.seed = seed;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** The request of that number. */
  Request request(long number) {
    var random = new Random(31 * seed + number);
    var endpoint = endpoints.get(random.nextInt(endpoints.size()));
    var method = random.nextInt(12) == 0 ? one(METHODS, random) : endpoint.method();
    var body = method.equals("GET") && random.nextInt(8) > 0 ? new byte[0] : body(endpoint, random);
    var head = new StringBuilder(method).append(' ').append(target(endpoint, random));
    head.append(random.nextInt(60) == 0 ? " HTTP/1.0" : " HTTP/1.1").append("\r\n");
    if (random.nextInt(60) > 0) {
      head.append("Host: localhost\r\n");
    }
    head.append("Connection: close\r\n");
    if (random.nextInt(25) > 0) {
      head.append("Authorization: Bearer ").append(TestNode.KEY).append("\r\n");
    }
    var isPacked = random.nextInt(12) == 0;
    if (isPacked) {
      body = damaged(gzip(body), random);
      head.append("Content-Encoding: gzip\r\n");
    }
    if (random.nextInt(15) > 0) {
      head.append("Content-Type: ").append(type(body, random)).append("\r\n");
    }
    for (var i = random.nextInt(4) - 1; i > 0; i--) {
      head.append(one(HEADERS, random)).append("\r\n");
    }
    if (random.nextInt(40) == 0) {
      head.append(bent("X-Odd: odd", random)).append("\r\n");
    }
    return new Request(framed(head, body, random), head.indexOf("text/event-stream") > 0);
  }

  private static byte[] framed(StringBuilder head, byte[] body, Random random) {
    switch (random.nextInt(14)) {
      case 0 -> {
        head.append("Transfer-Encoding: chunked\r\n\r\n");
        var cut = random.nextInt(body.length + 1);
        return joined(
            ascii(head),
            chunk(Arrays.copyOf(body, cut)),
            chunk(Arrays.copyOfRange(body, cut, body.length)),
            ascii(one(List.of("0\r\n\r\n", "0\r\n", "zz\r\n", "", "0\r\nX: y\r\n\r\n"), random)));
      }
      case 1 -> head.append("Content-Length: ").append(body.length + 10).append("\r\n\r\n");
      case 2 -> {
        var length =
            one(
                List.of("-1", "1, 2", "x", "999999999999999999999", "5\r\nContent-Length: 6"),
                random);
        head.append("Content-Length: ").append(length).append("\r\n\r\n");
      }
      case 3 -> head.append("\r\n");
      default -> head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    }
    return joined(ascii(head), body);
  }

  private static String target(Endpoint endpoint, Random random) {
    var path =
        endpoint
            .path()
            .replace(
                "{campaign}",
                one(NAMES.subList(0, random.nextInt(4) == 0 ? NAMES.size() : 3), random))
            .replace("{email}", one(ADDRESSES, random))
            .replace("{batch}", one(VALUES, random))
            .replaceAll("\\{[a-z]+}", one(IDS, random).replace("$", ""));
    if (random.nextInt(15) == 0) {
      path = bent(path, random);
    }
    var query = new StringBuilder();
    for (var i = random.nextInt(4) - 1; i > 0; i--) {
      query.append(query.isEmpty() ? '?' : '&').append(one(PARAMETERS, random));
      query.append(random.nextInt(8) == 0 ? "" : "=" + one(VALUES, random));
    }
    return path + (random.nextInt(15) == 0 ? bent(query.toString(), random) : query);
  }

  private static byte[] body(Endpoint endpoint, Random random) {
    var isRows =
        endpoint.path().endsWith("/recipients") || endpoint.path().endsWith("/suppressions");
    var text = new StringBuilder(one(isRows ? LINES : JSON, random));
    if (random.nextInt(10) == 0) {
      text = new StringBuilder(one(random.nextBoolean() ? LINES : JSON, random));
    }
    for (var i = random.nextInt(4); i > 0; i--) {
      change(text, random);
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return random.nextInt(6) == 0 ? damaged(bytes, random) : bytes;
  }

  private static void change(StringBuilder text, Random random) {
    var at = random.nextInt(text.length() + 1);
    switch (random.nextInt(13)) {
      case 0 -> text.setLength(at);
      case 1 -> text.insert(at, "{\"a\":".repeat(random.nextInt(3) == 0 ? 20_000 : 40));
      case 2 -> text.insert(at, "[".repeat(3_000));
      case 3 -> text.insert(0, "\ufeff");
      case 4 ->
          text.insert(
              at, one(List.of("\u0000", "\u001f", "\"", "\r", "\n", "\\", "\u2028"), random));
      case 5 -> text.insert(at, text.substring(at));
      case 6 -> text.insert(at, "\"unknown\":1,");
      case 7 -> text.insert(at, "s".repeat(70_000));
      case 8 -> {
        if (random.nextInt(30) == 0) {
          text.append(" ".repeat(5 << 20));
        }
      }
      default -> replaceAtom(text, at, random);
    }
  }

  /** Puts something else in the place of a value. */
  private static void replaceAtom(StringBuilder text, int from, Random random) {
    var colon = text.indexOf(":", from);
    if (colon < 0) {
      return;
    }
    var end = colon + 1;
    while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    text.replace(colon + 1, end, one(ATOMS, random));
  }

  private static String type(byte[] body, Random random) {
    if (random.nextInt(8) == 0) {
      return one(TYPES, random);
    }
    var text = new String(body, StandardCharsets.ISO_8859_1);
    if (!text.stripLeading().startsWith("{")) {
      return one(List.of("text/csv", "application/x-ndjson"), random);
    }
    return text.endsWith("\n") ? "application/x-ndjson" : "application/json";
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    var bent = bytes.clone();
    for (var i = random.nextInt(3); i >= 0 && bent.length > 0; i--) {
      bent[random.nextInt(bent.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(bent, random.nextInt(bent.length + 1)) : bent;
  }

  private static String bent(String text, Random random) {
    var bent = new StringBuilder(text);
    for (var i = random.nextInt(3); i >= 0; i--) {
      var at = random.nextInt(bent.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> bent.setLength(Math.max(1, at));
        case 1 -> bent.insert(at, "%\"{}[],:/\\&=+\u00e9\u0001#?;".charAt(random.nextInt(18)));
        default ->
            bent.insert(at, one(List.of("%2", "%00", "/..", "//", "%c0%af", "%u0041"), random));
      }
    }
    return bent.toString();
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] chunk(byte[] bytes) {
    return bytes.length == 0
        ? bytes
        : joined(ascii(Integer.toHexString(bytes.length) + "\r\n"), bytes, ascii("\r\n"));
  }

  private static byte[] ascii(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String one(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
