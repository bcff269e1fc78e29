package dev.waypost.persistence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The way to a server, which a test can close, freeze, or cut off in the middle of a commit. */
final class Gateway implements AutoCloseable {
  private enum Way {
    OPEN,
    FROZEN,
    CLOSED,
    CUT_AT_COMMIT
  }

  private final URI server;
  private final PostgresAddress address;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Way way = Way.OPEN;
  private ServerSocket listener;

  Gateway(PostgresAddress to) throws IOException {
    server = URI.create(to.url().substring("jdbc:".length()));
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = listener.getLocalPort();
    address =
        new PostgresAddress(
            "jdbc:postgresql://127.0.0.1:" + port + server.getPath(), to.user(), to.password());
    accept(listener);
  }

  /** The server, as it is found behind here. */
  PostgresAddress address() {
    return address;
  }

  void freeze() {
    set(Way.FROZEN);
  }

  /** As if the server had died: connections break, and new ones are refused. */
  void shut() throws IOException {
    set(Way.CLOSED);
    listener.close();
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** The next commit reaches the server; its answer reaches nobody. */
  void cutAtCommit() {
    set(Way.CUT_AT_COMMIT);
  }

  void open() throws IOException {
    set(Way.OPEN);
    if (listener.isClosed()) {
      listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
      accept(listener);
    }
  }

  private void set(Way to) {
    lock.lock();
    try {
      way = to;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept(ServerSocket from) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!from.isClosed()) {
                try {
                  var client = from.accept();
                  var up = new Socket(server.getHost(), server.getPort());
                  sockets.add(client);
                  sockets.add(up);
                  Thread.ofVirtual().start(() -> pump(client, up, client));
                  Thread.ofVirtual().start(() -> pump(up, client, client));
                } catch (IOException e) {
                  continue; // closed, or the client went
                }
              }
            });
  }

  private void pump(Socket from, Socket to, Socket client) {
    try {
      var buffer = new byte[65_536];
      for (var n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        awaitThaw();
        var text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        if (way == Way.CUT_AT_COMMIT && from.equals(client) && text.contains("COMMIT")) {
          set(Way.OPEN);
          client.close(); // what brings the answer finds nobody, and lets go of the server
          to.getOutputStream().write(buffer, 0, n);
          return;
        }
        to.getOutputStream().write(buffer, 0, n);
      }
      letGo(from, to);
    } catch (IOException e) {
      letGo(from, to);
    }
  }

  private void letGo(Socket one, Socket other) {
    for (var socket : new Socket[] {one, other}) {
      try {
        socket.close();
      } catch (IOException e) {
        continue; // gone already
      } finally {
        sockets.remove(socket);
      }
    }
  }

  private void awaitThaw() {
    lock.lock();
    try {
      while (way == Way.FROZEN) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    shut();
  }
}
