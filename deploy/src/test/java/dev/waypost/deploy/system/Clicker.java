package dev.waypost.deploy.system;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jsoup.Jsoup;

/**
 * Somebody who clicks links of mails that have arrived, one after the other, whether or not the
 * node is there. Sends each click exactly once, over a connection of its own, so that for each is
 * known what the client knows.
 */
final class Clicker implements AutoCloseable {
  private static final int CONNECT_MILLIS = 500;
  private static final int ANSWER_MILLIS = 10_000;

  private final SmtpSink sink;
  private final RandomGenerator random;
  private final Thread thread;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final List<String> oddities = new ArrayList<>();
  private volatile boolean over;

  private Clicker(SmtpSink sink, RandomGenerator random) {
    this.sink = sink;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("clicker").unstarted(this::click);
  }

  static Clicker start(SmtpSink sink, RandomGenerator random) {
    var clicker = new Clicker(sink, random);
    clicker.thread.start();
    return clicker;
  }

  /** Clicks that got their redirect. */
  long answered() {
    return answered.get();
  }

  /** Clicks whose connection broke: the node may have taken them or not. */
  long unanswered() {
    return unanswered.get();
  }

  /** Answers that were no redirect. */
  List<String> oddities() {
    synchronized (oddities) {
      return List.copyOf(oddities);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Returns when the click under way has ended. */
  void stop() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void click() {
    while (!over) {
      var mails = sink.mails();
      try {
        if (!mails.isEmpty()) {
          click(link(mails.get(random.nextInt(mails.size()))));
        }
        Thread.sleep(random.nextInt(5, 20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private URI link(SmtpSink.Mail mail) {
    var links = Jsoup.parse(mail.text().html().orElseThrow()).select("a[href*=/c/]");
    return URI.create(links.get(random.nextInt(links.size())).attr("href"));
  }

  private void click(URI link) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", link.getPort()), CONNECT_MILLIS);
      exchange(socket, link);
    } catch (ConnectException e) {
      // Nobody listens: no request was made.
      return;
    } catch (IOException e) {
      unanswered.incrementAndGet();
    }
  }

  private void exchange(Socket socket, URI link) throws IOException {
    socket.setSoTimeout(ANSWER_MILLIS);
    var request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0\r\nConnection: close\r\n\r\n"
            .formatted(link.getRawPath());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (answer.startsWith("HTTP/1.1 302")) {
      answered.incrementAndGet();
    } else {
      unanswered.incrementAndGet();
      if (!answer.isEmpty()) {
        synchronized (oddities) {
          oddities.add(answer.lines().findFirst().orElse(""));
        }
      }
    }
  }
}
