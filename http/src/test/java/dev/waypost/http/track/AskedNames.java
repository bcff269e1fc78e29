package dev.waypost.http.track;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Looks names up as the JDK would, and remembers which: some must never be asked for. */
public final class AskedNames extends InetAddressResolverProvider {
  private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

  /** All names that were looked up in this JVM. */
  static Set<String> all() {
    return Set.copyOf(ASKED);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    var builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        ASKED.add(host);
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return builtin.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "remembering";
  }
}
