package dev.waypost.deploy.chromium;

import dev.waypost.deploy.client.Json;
import java.util.List;

/** A page as the browser computed it; see {@code probe.js}. */
public record Look(Json json) {
  /** A button, in CSS pixels. */
  public record Button(String text, double width, double height) {}

  /** A text, and how it stands out from what is painted behind it. */
  public record Ink(String text, double contrast, String colours) {}

  public String language() {
    return text("language");
  }

  public String title() {
    return text("title");
  }

  /** Texts of all h1. */
  public List<String> headings() {
    return json.at("headings").asList().stream().map(h -> h.asText().orElse("")).toList();
  }

  public long mains() {
    return json.at("mains").asLong();
  }

  public long scripts() {
    return json.at("scripts").asLong();
  }

  /** How far the page reaches beyond the window, to the right. */
  public long overflow() {
    return json.at("overflow").asLong();
  }

  public List<Button> buttons() {
    return json.at("buttons").asList().stream()
        .map(
            b ->
                new Button(
                    b.at("text").asText().orElse(""), figure(b, "width"), figure(b, "height")))
        .toList();
  }

  /** Every text that is shown. */
  public List<Ink> inks() {
    return json.at("inks").asList().stream()
        .map(
            i ->
                new Ink(
                    i.at("text").asText().orElse(""),
                    figure(i, "contrast"),
                    i.at("colours").asText().orElse("")))
        .toList();
  }

  /** Elements that should stand out by 3 to 1 and do not: buttons, fields. */
  public List<String> faint() {
    return json.at("faint").asList().stream().map(f -> f.asText().orElse("")).toList();
  }

  /** Widths of the outline of what has the focus; 0 for none. */
  public double outline() {
    return figure(json, "outline");
  }

  /** The text of what has the focus. */
  public String focused() {
    return text("focused");
  }

  private String text(String name) {
    return json.at(name).asText().orElse("");
  }

  private static double figure(Json in, String name) {
    return in.at(name) instanceof Json.Figure it ? Double.parseDouble(it.literal()) : 0;
  }
}
