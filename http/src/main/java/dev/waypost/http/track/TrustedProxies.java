package dev.waypost.http.track;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The networks whose X-Forwarded-For is believed. It decides only which network a hit is recorded
 * under.
 */
public final class TrustedProxies {
  /** Most hops of an X-Forwarded-For that are looked at, from the near end. */
  private static final int HOPS_MAX = 16;

  private static final Pattern IPV4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private record Range(InetAddress base, int bits) {
    boolean contains(InetAddress address) {
      var a = base.getAddress();
      var b = address.getAddress();
      if (a.length != b.length) {
        return false;
      }
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >>> bit % 8;
        if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Range> ranges;

  private TrustedProxies(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * Reads addresses and CIDR ranges; no names, as none is looked up.
   *
   * @throws IllegalArgumentException naming the entry that is neither
   */
  public static TrustedProxies parse(List<String> entries) {
    return new TrustedProxies(entries.stream().map(TrustedProxies::range).toList());
  }

  /**
   * The address nearest to us that is not a trusted proxy's.
   *
   * @param forwarded what X-Forwarded-For says
   */
  Optional<InetAddress> visitor(Optional<InetAddress> peer, Optional<String> forwarded) {
    if (ranges.isEmpty() || forwarded.isEmpty() || peer.filter(this::isTrusted).isEmpty()) {
      return peer;
    }
    var hops = forwarded.get().split(",", -1);
    var nearest = peer;
    for (var i = hops.length - 1; i >= Math.max(0, hops.length - HOPS_MAX); i--) {
      var hop = address(hops[i].strip());
      if (hop.isEmpty()) {
        return nearest;
      }
      nearest = hop;
      if (!isTrusted(hop.get())) {
        return hop;
      }
    }
    return nearest;
  }

  private boolean isTrusted(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static Range range(String entry) {
    var parts = entry.strip().split("/", 2);
    var base = address(parts[0]).orElseThrow(() -> refused(entry));
    var most = base.getAddress().length * 8;
    if (parts.length == 1) {
      return new Range(base, most);
    }
    if (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > most) {
      throw refused(entry);
    }
    return new Range(base, Integer.parseInt(parts[1]));
  }

  private static IllegalArgumentException refused(String entry) {
    return new IllegalArgumentException(
        "a trusted proxy is an address or a range such as 10.0.0.0/8, got '" + entry + "'");
  }

  /** In brackets the JDK takes nothing for a name, so nothing is ever looked up. */
  private static Optional<InetAddress> address(String text) {
    var isIpv4 = IPV4.matcher(text).matches();
    if (!isIpv4 && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(isIpv4 ? text : "[" + text + "]"));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
