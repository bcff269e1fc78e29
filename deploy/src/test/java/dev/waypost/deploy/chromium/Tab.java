package dev.waypost.deploy.chromium;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A tab: what a person sees and does in it, and what the browser complains of meanwhile. */
public final class Tab {
  private static final long LOAD_MILLIS = 15_000;
  private static final Map<String, Json> NOTHING = Map.of();

  /** Roles that only hold others, or repeat the name of what holds them. */
  private static final Set<String> UNSPOKEN =
      Set.of("StaticText", "InlineTextBox", "generic", "none");

  private static final String PROBE = resource("probe.js");

  /** Light or dark, as the person prefers it. */
  public enum Scheme {
    LIGHT,
    DARK
  }

  private final DevTools tools;
  private final String session;
  private final Set<String> frames = ConcurrentHashMap.newKeySet();
  private final Map<String, String> requests = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private int loads;

  private Tab(DevTools tools, String session) {
    this.tools = tools;
    this.session = session;
  }

  static Tab open(DevTools tools) {
    var target = tools.call("", "Target.createTarget", Map.of("url", Json.text("about:blank")));
    var attached =
        tools.call(
            "",
            "Target.attachToTarget",
            Map.of("targetId", target.at("targetId"), "flatten", new Json.Truth(true)));
    var tab = new Tab(tools, attached.at("sessionId").asText().orElseThrow());
    tools.listen(tab::noted);
    tab.watch(tab.session);
    tab.toFront();
    return tab;
  }

  /** Shows it, as a tab in the background paints nothing. */
  public void toFront() {
    call("Page.bringToFront", NOTHING);
  }

  /** A frame of another origin is a session of its own. */
  private void watch(String of) {
    for (var domain : List.of("Page", "Network", "Runtime", "Log", "Audits")) {
      var unused = tools.send(of, domain + ".enable", NOTHING);
    }
    var attach =
        Map.<String, Json>of(
            "autoAttach", new Json.Truth(true),
            "waitForDebuggerOnStart", new Json.Truth(true),
            "flatten", new Json.Truth(true));
    var unused = tools.send(of, "Target.setAutoAttach", attach);
    unused = tools.send(of, "Runtime.runIfWaitingForDebugger", NOTHING);
  }

  // The person.

  /** Opens an address and waits until all of it is there. */
  public void open(String url) {
    requests.clear();
    complaints.clear();
    var before = loads();
    call("Page.navigate", Map.of("url", Json.text(url)));
    awaitLoad(before);
  }

  /** The languages of the requests from now on. */
  public void speak(String acceptLanguage) {
    var version = tools.call("", "Browser.getVersion", NOTHING);
    call(
        "Network.setUserAgentOverride",
        Map.of("userAgent", version.at("userAgent"), "acceptLanguage", Json.text(acceptLanguage)));
  }

  /** A window of that size on a screen of so many device pixels per pixel. */
  public void resize(int width, int height, int scale) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", Json.number(width),
            "height", Json.number(height),
            "deviceScaleFactor", Json.number(scale),
            "mobile", new Json.Truth(false)));
  }

  public void prefer(Scheme scheme) {
    media("", scheme);
  }

  /** Lays the page out as on paper. */
  public void paper() {
    media("print", Scheme.DARK);
  }

  private void media(String medium, Scheme scheme) {
    var feature =
        Json.object(
            Map.of(
                "name", Json.text("prefers-color-scheme"),
                "value", Json.text(scheme == Scheme.DARK ? "dark" : "light")));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("media", Json.text(medium), "features", new Json.Items(List.of(feature))));
  }

  /** Presses and lets go of the mouse over the middle of the first element that fits. */
  public void click(String selector) {
    click(middle(session, selector));
  }

  /** The same, where a new page comes of it. */
  public void follow(String selector) {
    requests.clear();
    complaints.clear();
    var before = loads();
    click(selector);
    awaitLoad(before);
  }

  /** Clicks inside the frame of another origin that stands under the first selector. */
  public void clickInFrame(String frame, String selector) {
    var corner = quad(session, frame);
    var inside = middle(frameSession(), selector);
    click(new double[] {corner[0] + inside[0], corner[1] + inside[1]});
  }

  /** Presses Tab once. */
  public void pressTab() {
    key("Tab", 9);
  }

  /** Presses Enter, where a new page comes of it. */
  public void pressEnter() {
    requests.clear();
    complaints.clear();
    var before = loads();
    key("Enter", 13);
    awaitLoad(before);
  }

  // What the browser made of it.

  /** What {@code probe.js} finds in the page as it is laid out now. */
  public Look look() {
    return new Look(evaluate("(" + PROBE + ")()"));
  }

  /** The value of an expression, waited for. */
  public Json evaluate(String expression) {
    var answer =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression", Json.text(expression),
                "awaitPromise", new Json.Truth(true),
                "returnByValue", new Json.Truth(true)));
    if (answer.at("exceptionDetails") instanceof Json.Members failure) {
      throw new IllegalStateException(expression.lines().findFirst() + ": " + failure.print());
    }
    return answer.at("result", "value");
  }

  /** The html in the frame of another origin, as the browser understood it. */
  public String frameHtml() {
    var frame = frameSession();
    var document = tools.call(frame, "DOM.getDocument", NOTHING).at("root", "nodeId");
    return tools
        .call(frame, "DOM.getOuterHTML", Map.of("nodeId", document))
        .at("outerHTML")
        .asText()
        .orElseThrow();
  }

  /** What a screen reader reads, in its order: role and name. */
  public List<String> read() {
    var nodes = new LinkedHashMap<String, Json>();
    for (var node : call("Accessibility.getFullAXTree", NOTHING).at("nodes").asList()) {
      nodes.put(text(node, "nodeId"), node);
    }
    var lines = new ArrayList<String>();
    read(nodes.values().iterator().next(), nodes, lines);
    return lines;
  }

  private static void read(Json node, Map<String, Json> nodes, List<String> lines) {
    var role = node.at("role", "value").asText().orElse("");
    var isShown = node.at("ignored") instanceof Json.Truth ignored && !ignored.value();
    if (isShown && !UNSPOKEN.contains(role)) {
      lines.add((role + " " + node.at("name", "value").asText().orElse("")).strip());
    }
    for (var child : node.at("childIds").asList()) {
      read(nodes.getOrDefault(child.asText().orElse(""), new Json.Absent()), nodes, lines);
    }
  }

  /**
   * All addresses asked for since the page was opened, in its frames, too; without those that the
   * page's policy stopped, and without what is written into the page itself.
   */
  public List<String> requests() {
    synchronized (requests) {
      return requests.values().stream().filter(url -> !url.startsWith("data:")).toList();
    }
  }

  /** All that the browser wrote to the console since then: violations, errors, warnings. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** The whole page as it is now, as a PNG. */
  public void screenshot(Path file) {
    var picture =
        call(
            "Page.captureScreenshot",
            Map.of("captureBeyondViewport", new Json.Truth(false), "format", Json.text("png")));
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, Base64.getDecoder().decode(picture.at("data").asText().orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many sheets of paper it takes. */
  public int sheets() {
    var pdf = call("Page.printToPDF", NOTHING).at("data").asText().orElseThrow();
    var text = new String(Base64.getDecoder().decode(pdf), StandardCharsets.ISO_8859_1);
    return text.split("/Type\\s*/Page\\b", -1).length - 1;
  }

  // The machinery.

  private Json call(String method, Map<String, Json> params) {
    return tools.call(session, method, params);
  }

  private void noted(DevTools.Event event) {
    if (!(event.session().equals(session) || frames.contains(event.session()))) {
      return;
    }
    var params = event.params();
    switch (event.method()) {
      case "Page.loadEventFired" -> {
        if (event.session().equals(session)) {
          loaded();
        }
      }
      case "Network.requestWillBeSent" ->
          requests.put(text(params, "requestId"), params.at("request", "url").asText().orElse("?"));
      case "Network.loadingFailed" -> {
        if (params.at("blockedReason") instanceof Json.Text) {
          requests.remove(text(params, "requestId"));
        }
      }
      case "Log.entryAdded" -> complaints.add(params.at("entry", "text").asText().orElse("?"));
      case "Runtime.consoleAPICalled", "Runtime.exceptionThrown" -> complaints.add(params.print());
      case "Audits.issueAdded" -> complaints.add(params.at("issue").print());
      case "Target.attachedToTarget" -> {
        var frame = params.at("sessionId").asText().orElseThrow();
        frames.add(frame);
        watch(frame);
      }
      case "Target.detachedFromTarget" -> frames.remove(params.at("sessionId").asText().orElse(""));
      default -> {}
    }
  }

  private synchronized int loads() {
    return loads;
  }

  private synchronized void loaded() {
    loads++;
    notifyAll();
  }

  private synchronized void awaitLoad(int before) {
    var end = System.nanoTime() + LOAD_MILLIS * 1_000_000;
    try {
      while (loads == before) {
        var left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("no page within " + LOAD_MILLIS + " ms; asked: " + requests());
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String text(Json params, String name) {
    return params.at(name).asText().orElse("");
  }

  private String frameSession() {
    return frames.stream().findFirst().orElse(session);
  }

  private double[] middle(String of, String selector) {
    var quad = quad(of, selector);
    return new double[] {(quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2};
  }

  /** Its four corners, x and y by turns, from the upper left. */
  private double[] quad(String of, String selector) {
    var document = tools.call(of, "DOM.getDocument", NOTHING).at("root", "nodeId");
    var node =
        tools
            .call(
                of,
                "DOM.querySelector",
                Map.of("nodeId", document, "selector", Json.text(selector)))
            .at("nodeId");
    var quads = tools.call(of, "DOM.getContentQuads", Map.of("nodeId", node)).at("quads").asList();
    return quads.getFirst().asList().stream()
        .mapToDouble(n -> n instanceof Json.Figure it ? Double.parseDouble(it.literal()) : 0)
        .toArray();
  }

  private void click(double[] at) {
    for (var type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type", Json.text(type),
              "x", new Json.Figure(Double.toString(at[0])),
              "y", new Json.Figure(Double.toString(at[1])),
              "button", Json.text(type.equals("mouseMoved") ? "none" : "left"),
              "clickCount", Json.number(type.equals("mouseMoved") ? 0 : 1)));
    }
  }

  private void key(String name, int code) {
    for (var type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", Json.text(type),
              "key", Json.text(name),
              "code", Json.text(name),
              "text", Json.text(name.equals("Enter") ? "\r" : ""),
              "windowsVirtualKeyCode", Json.number(code)));
    }
  }

  private static String resource(String name) {
    try (var in = Tab.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
