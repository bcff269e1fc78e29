package dev.waypost.deploy.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.node.RunningNode;
import dev.waypost.deploy.setting.Smtp;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitSigns;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.ObservedMail;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TokenKeys;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictRules;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.send.CampaignContent;
import dev.waypost.engine.send.CompiledContent;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.MimeWriter;
import dev.waypost.engine.send.RenderedMail;
import dev.waypost.engine.send.Rendering;
import dev.waypost.engine.send.Tracking;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A node in memory: real templates, tokens, SMTP and verdicts, around maps. What the demo needs of
 * the API, and no more.
 */
final class FakeNode implements RunningNode {
  private final Smtp.Relay relay;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final TokenKeys keys = TokenKeys.random(new Random(7));
  private final Random random = new Random(11);
  private final Map<String, Json> rows = new LinkedHashMap<>();
  private final Set<String> mailed = new HashSet<>();
  private final Map<String, Tracked> tracked = new HashMap<>();
  private final Map<String, List<ObservedHit>> hits = new HashMap<>();
  private final Set<String> unsubscribed = new HashSet<>();
  private Optional<CompiledContent> content = Optional.empty();
  private boolean launched;

  /** A tracked path: whose, of what kind, and where it leads. */
  private record Tracked(String person, Token.Kind kind, int link, String url) {}

  FakeNode(Smtp.Relay relay) throws IOException {
    this.relay = relay;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/v1/", e -> serve(e, this::api));
    server.createContext("/", e -> serve(e, this::track));
    server.start();
  }

  @Override
  public URI api() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public URI track() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @Override
  public void stop() {
    server.stop(0);
    threads.shutdown();
  }

  private record Answer(int status, String location, String body) {}

  private interface Endpoint {
    Answer answer(String method, String path, byte[] body, HttpExchange exchange)
        throws IOException;
  }

  private synchronized void serve(HttpExchange exchange, Endpoint endpoint) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getRawPath();
      var answer = answer(endpoint, path, body, exchange);
      if (!answer.location().isEmpty()) {
        exchange.getResponseHeaders().set("Location", answer.location());
      }
      var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static Answer answer(Endpoint endpoint, String path, byte[] body, HttpExchange exchange)
      throws IOException {
    try {
      return endpoint.answer(exchange.getRequestMethod(), path, body, exchange);
    } catch (RuntimeException e) {
      return new Answer(500, "", "{\"detail\": " + Json.text(e.toString()).print() + "}");
    }
  }

  private Answer api(String method, String path, byte[] body, HttpExchange exchange)
      throws IOException {
    if (method.equals("PUT")) {
      compile(Json.parse(body));
      return new Answer(201, "", campaign());
    }
    if (path.endsWith("/recipients")) {
      return new Answer(202, "", intake(new String(body, StandardCharsets.UTF_8)));
    }
    if (path.endsWith("/launch")) {
      mailAll();
      launched = true;
      return new Answer(202, "", campaign());
    }
    return new Answer(200, "", path.endsWith("/links") ? "{\"links\": []}" : campaign());
  }

  private void compile(Json json) {
    var result =
        CompiledContent.compile(
            new CampaignContent(
                MailKind.BROADCAST,
                json.at("from", "name").asText(),
                address(json.at("from", "email")),
                Optional.empty(),
                json.at("subject").asText().orElseThrow(),
                json.at("html").asText(),
                json.at("text").asText(),
                Tracking.ON,
                Tracking.ON),
            LinkTableId.random(random),
            new CampaignId(SenderId.DEFAULT, "demo"));
    content = Optional.of(((CompiledContent.Compiled) result).content());
  }

  private String intake(String lines) {
    var duplicates = 0;
    var rejected = 0;
    for (var line : lines.lines().toList()) {
      var row = row(line);
      if (row.isEmpty()) {
        rejected++;
      } else if (rows.putIfAbsent(row.get().at("id").asText().orElseThrow(), row.get()) != null) {
        duplicates++;
      }
    }
    return "{\"batch\": \"b\", \"accepted\": %d, \"duplicates\": %d, \"rejected\": %d}"
        .formatted(rows.size(), duplicates, rejected);
  }

  private static Optional<Json> row(String line) {
    try {
      var row = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      EmailAddress.parse(row.at("email").asText().orElse(""));
      return row.at("adress") instanceof Json.Absent ? Optional.of(row) : Optional.empty();
    } catch (IOException | EmailAddress.Malformed e) {
      return Optional.empty();
    }
  }

  private void mailAll() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), relay.port())) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      socket.setTcpNoDelay(true);
      in.readLine();
      say(socket, in, "HELO fake");
      for (var row : rows.values()) {
        var to = address(row.at("email"));
        if (mailed.add(to.key())) {
          var mail = MimeWriter.write(render(row, to), Instant.EPOCH, "<m@fake>");
          say(socket, in, "MAIL FROM:<a@b.example>");
          say(socket, in, "RCPT TO:<" + to + ">");
          say(socket, in, "DATA");
          socket.getOutputStream().write(mail);
          say(socket, in, ".");
        }
      }
    }
  }

  private static void say(Socket socket, BufferedReader in, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    var reply = in.readLine();
    if (!reply.startsWith("2") && !reply.startsWith("3")) {
      throw new IOException(reply);
    }
  }

  private RenderedMail render(Json row, EmailAddress to) {
    var key = new byte[RecipientKey.BYTES];
    random.nextBytes(key);
    var rowKey = new byte[RowKey.BYTES];
    random.nextBytes(rowKey);
    var rendering =
        content
            .orElseThrow()
            .render(
                new MailRow(
                    new Origin(BatchId.random(random), 0, 1),
                    RecipientKey.of(key),
                    RowKey.of(rowKey),
                    row.at("id").asText().orElseThrow(),
                    to,
                    row.at("name").asText(),
                    fields(row),
                    Map.of()),
                Token.Stage.REAL,
                new TrackedUrls(track().toString(), keys));
    var mail = ((Rendering.Rendered) rendering).mail();
    for (var link : mail.links()) {
      remember(link.tracked(), new Tracked(to.key(), Token.Kind.CLICK, link.index(), link.url()));
    }
    remember(mail.pixel().orElseThrow(), new Tracked(to.key(), Token.Kind.OPEN, 0, ""));
    remember(mail.unsubscribe(), new Tracked(to.key(), Token.Kind.UNSUBSCRIBE, 0, ""));
    return mail;
  }

  private void remember(String url, Tracked what) {
    tracked.put(URI.create(url).getRawPath(), what);
  }

  private static Map<String, Object> fields(Json row) {
    var picks = new ArrayList<Map<String, String>>();
    for (var pick : row.at("data", "picks").asList()) {
      picks.add(
          Map.of(
              "slug", pick.at("slug").asText().orElseThrow(),
              "title", pick.at("title").asText().orElseThrow()));
    }
    return Map.of("city", row.at("data", "city").asText().orElseThrow(), "picks", picks);
  }

  private Answer track(String method, String path, byte[] body, HttpExchange exchange) {
    var what = tracked.get(path);
    if (what == null) {
      return new Answer(404, "", "");
    }
    if (what.kind() == Token.Kind.UNSUBSCRIBE) {
      if (method.equals("POST")) {
        unsubscribed.add(what.person());
      }
      return new Answer(200, "", "ok");
    }
    var signs =
        HitSigns.of(
            method,
            HitSigns.Scheme.HTTP,
            name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)));
    hits.computeIfAbsent(what.person(), p -> new ArrayList<>())
        .add(new ObservedHit(what.kind(), what.link(), Instant.now(), signs, new Visitor(1, 1)));
    return what.kind() == Token.Kind.CLICK
        ? new Answer(302, what.url(), "")
        : new Answer(200, "", "GIF");
  }

  private String campaign() {
    return """
    {"state": "%s",
     "recipients": {"accepted": %d, "delivered": %d, "duplicate": %d},
     "engagement": {"opens": %s, "clicks": %s, "unsubscribed": %d}}
    """
        .formatted(
            launched ? "finished" : "draft",
            rows.size(),
            mailed.size(),
            launched ? rows.size() - mailed.size() : 0,
            counts(Token.Kind.OPEN),
            counts(Token.Kind.CLICK),
            unsubscribed.size());
  }

  private String counts(Token.Kind kind) {
    long human = 0;
    long machine = 0;
    long unique = 0;
    for (var ofOne : hits.values()) {
      var judged =
          VerdictRules.judge(
              ofOne, new ObservedMail(content.orElseThrow().links().size(), Optional.empty()));
      long humanOfOne = 0;
      for (var i = 0; i < ofOne.size(); i++) {
        if (ofOne.get(i).kind() == kind) {
          machine += judged.get(i).verdict() == Verdict.MACHINE ? 1 : 0;
          humanOfOne += judged.get(i).verdict() == Verdict.HUMAN ? 1 : 0;
        }
      }
      human += humanOfOne;
      unique += humanOfOne > 0 ? 1 : 0;
    }
    return "{\"human\": %d, \"machine\": %d, \"unknown\": 0, \"unique\": %d}"
        .formatted(human, machine, unique);
  }

  private static EmailAddress address(Json text) {
    try {
      return EmailAddress.parse(text.asText().orElseThrow());
    } catch (EmailAddress.Malformed e) {
      throw new IllegalArgumentException(e);
    }
  }
}
