package dev.waypost.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A report for programs. Figures that there are not are null. */
public final class JsonReport {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonReport() {}

  public static String print(Report report) {
    var out = new StringWriter();
    try (var json = FACTORY.createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      write(json, report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out + "\n";
  }

  private static void write(JsonGenerator json, Report report) throws IOException {
    json.writeStartObject();
    json.writeStringField("suite", report.suite());
    json.writeStringField("version", report.version());
    json.writeStringField("at", report.at().toString());
    machine(json, report.machine());
    json.writeArrayFieldStart("runs");
    for (var run : report.runs()) {
      run(json, run);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("ratios");
    for (var ratio : report.ratios().entrySet()) {
      number(json, ratio.getKey(), ratio.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("goals");
    for (var goal : report.goals()) {
      goal(json, goal);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tables");
    for (var grid : report.grids()) {
      grid(json, grid);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("server");
    for (var setting : report.server().entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("notes");
    for (var note : report.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void machine(JsonGenerator json, Machine machine) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeNumberField("cores", machine.cores());
    json.writeStringField("processor", machine.processor());
    json.writeNumberField("memoryMiB", machine.memoryMiB());
    json.writeStringField("system", machine.system());
    json.writeStringField("jdk", machine.jdk());
    number(json, "fsyncP50Micros", machine.fsyncP50Micros());
    number(json, "fsyncP99Micros", machine.fsyncP99Micros());
    number(json, "loadBefore", machine.loadBefore());
    json.writeBooleanField("quiet", machine.wasQuiet());
    json.writeEndObject();
  }

  private static void run(JsonGenerator json, Run run) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", run.name());
    json.writeStringField("mode", run.mode());
    number(json, "ratePerSecond", run.ratePerSecond());
    number(json, "p50Micros", run.latency().map(Latency::p50Micros).orElse(Double.NaN));
    number(json, "p99Micros", run.latency().map(Latency::p99Micros).orElse(Double.NaN));
    number(json, "p999Micros", run.latency().map(Latency::p999Micros).orElse(Double.NaN));
    json.writeNumberField("errors", run.errors());
    json.writeStringField("unit", run.unit());
    if (run.latency().isPresent()) {
      var latency = run.latency().get();
      json.writeStringField("timed", latency.timed());
      json.writeStringField("loop", latency.loop().name().toLowerCase(Locale.ROOT));
    }
    json.writeArrayFieldStart("rounds");
    for (var round : run.rounds().values()) {
      json.writeNumber(literal(round));
    }
    json.writeEndArray();
    number(json, "spread", run.rounds().spread());
    json.writeObjectFieldStart("figures");
    for (var figure : run.figures().entrySet()) {
      number(json, figure.getKey(), figure.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void goal(JsonGenerator json, Goal goal) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", goal.name());
    number(json, "measured", goal.measured());
    var member =
        switch (goal.bound()) {
          case AT_LEAST -> "atLeast";
          case AT_MOST -> "atMost";
        };
    number(json, member, goal.wanted());
    json.writeStringField("unit", goal.unit());
    json.writeBooleanField("met", goal.isMet());
    json.writeEndObject();
  }

  private static void grid(JsonGenerator json, Grid grid) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", grid.name());
    json.writeArrayFieldStart("columns");
    for (var column : grid.columns()) {
      json.writeString(column);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (var line : grid.lines()) {
      json.writeStartArray();
      json.writeString(line.label());
      for (var value : line.values()) {
        json.writeRawValue(literal(value));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(literal(value));
  }

  /** At most three digits behind the point: more would be noise. */
  private static String literal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "null";
    }
    var text = String.format(Locale.ROOT, "%.3f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
