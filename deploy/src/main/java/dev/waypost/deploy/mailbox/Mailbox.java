package dev.waypost.deploy.mailbox;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.NodeSettings.MailboxLimits;
import dev.waypost.deploy.setting.Smtp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server that accepts every mail, and pages to read them. Both listen on loopback only. A
 * mail is accepted when it is in memory: a restart loses it.
 */
public final class Mailbox implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 200;
  private static final int MAIL_BYTES_MAX = 16 << 20;
  private static final int RECIPIENTS_MAX = 100;
  private static final int PAGE_THREADS = 4;
  private static final int STOP_SECONDS = 1;

  private final KeptMails mails;
  private final SMTPServer smtp;
  private final HttpServer pages;
  private final ExecutorService pageThreads;

  private Mailbox(KeptMails mails, SMTPServer smtp, HttpServer pages, ExecutorService pageThreads) {
    this.mails = mails;
    this.smtp = smtp;
    this.pages = pages;
    this.pageThreads = pageThreads;
  }

  /**
   * Starts both servers.
   *
   * @throws Trouble with {@code BUSY} when a port is taken
   */
  public static Mailbox start(MailboxLimits limits, InstantSource clock) {
    var mails = new KeptMails(limits.mails(), limits.bytes());
    var smtp = smtpServer(limits.smtpPort(), mails, clock);
    try {
      smtp.start();
    } catch (RuntimeException e) {
      throw busy(limits.smtpPort(), "waypost.mailbox.smtp-port", e);
    }
    var threads = Executors.newFixedThreadPool(PAGE_THREADS);
    try {
      var pages =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), limits.port()), 0);
      pages.createContext("/", new PageExchange(new MailboxPages(mails)));
      pages.setExecutor(threads);
      pages.start();
      return new Mailbox(mails, smtp, pages, threads);
    } catch (IOException e) {
      threads.shutdown();
      smtp.stop();
      throw busy(limits.port(), "waypost.mailbox.port", e);
    }
  }

  /** What has arrived. */
  public KeptMails mails() {
    return mails;
  }

  /** Where to send mail to. */
  public Smtp.Relay relay() {
    return new Smtp.Relay("127.0.0.1", smtp.getPortAllocated(), Smtp.Tls.OFF, Optional.empty());
  }

  /** Where to read it. */
  public URI page() {
    return URI.create("http://localhost:" + pages.getAddress().getPort() + "/");
  }

  @Override
  public void close() {
    smtp.stop();
    pages.stop(STOP_SECONDS);
    pageThreads.shutdown();
  }

  private static Trouble busy(int port, String key, Exception cause) {
    return new Trouble(
        Exit.BUSY,
        "the built-in mailbox cannot listen on port " + port,
        "stop what listens there, or set "
            + key
            + " to another port (0: any free one) in the file that --config or WAYPOST_CONFIG"
            + " names",
        cause);
  }

  private static SMTPServer smtpServer(int port, KeptMails mails, InstantSource clock) {
    return SMTPServer.port(port)
        .bindAddress(InetAddress.getLoopbackAddress())
        .hostName("mailbox.localhost")
        .softwareName("Waypost mailbox")
        .insertReceivedHeaders(false)
        .maxConnections(CONNECTIONS_MAX)
        .maxMessageSize(MAIL_BYTES_MAX)
        .maxRecipients(RECIPIENTS_MAX)
        .messageHandlerFactory(context -> new Arrival(mails, clock))
        .build();
  }

  /** One mail transaction. */
  private static final class Arrival implements MessageHandler {
    private final KeptMails mails;
    private final InstantSource clock;
    private final List<String> to = new ArrayList<>();
    private String from = "";

    Arrival(KeptMails mails, InstantSource clock) {
      this.mails = mails;
      this.clock = clock;
    }

    @Override
    public void from(String address) {
      from = address;
    }

    @Override
    public void recipient(String address) {
      to.add(address);
    }

    @Override
    public String data(InputStream stream) throws IOException {
      mails.add(clock.instant(), from, to, stream.readAllBytes());
      return "kept";
    }

    @Override
    public void done() {
      to.clear();
    }
  }
}
