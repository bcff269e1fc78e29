package dev.waypost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.FilterReply;
import dev.waypost.persistence.DatabaseFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of a node as it is written. */
class LogLinesTest {
  @ParameterizedTest
  @CsvSource({"ROOT,console", "org.apache.pekko.io.TcpListener,line"})
  void message_withControlCharacters_staysOneLineOfItsOwn(String logger, String appender)
      throws Exception {
    var context = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    var of = context.getLogger(logger);
    var out = (OutputStreamAppender<ILoggingEvent>) of.getAppender(appender);
    var said = "said {}";
    var event =
        new LoggingEvent(
            "x",
            of,
            Level.WARN,
            said,
            null,
            new Object[] {"5.1.1\r\n2026-11-23 ERROR forged\u001b[2J\u2028 \u0000 P\u00e9cs {\\"});

    var line = new String(out.getEncoder().encode(event), StandardCharsets.UTF_8);

    assertThat(line).contains("said 5.1.1 2026-11-23 ERROR forged [2J").contains("P\u00e9cs {\\");
    assertThat(line.stripTrailing()).doesNotContainPattern("[\\p{Cntrl}\\u2028]");
    context.stop();
  }

  @Test
  void trouble_thatOnlyMeansTheDatabaseIsAway_isLeftOut() throws Exception {
    var context = new LoggerContext();
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    var root = context.getLogger("ROOT");
    var console = (OutputStreamAppender<ILoggingEvent>) root.getAppender("console");
    var away = new DatabaseFailure.Unreachable(new IOException("refused"));

    assertThat(console.getFilterChainDecision(said(root, new IllegalStateException("x", away))))
        .isEqualTo(FilterReply.DENY);
    assertThat(console.getFilterChainDecision(said(root, new IllegalStateException("x"))))
        .isEqualTo(FilterReply.NEUTRAL);
    context.stop();
  }

  private static ILoggingEvent said(Logger logger, Throwable trouble) {
    return new LoggingEvent("x", logger, Level.ERROR, "failed", trouble, new Object[0]);
  }
}
