package dev.waypost.engine.link;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The part of a visitor's address that is kept: /24 of IPv4, /48 of IPv6. Printed like {@code
 * 192.0.2.0/24}, {@code 2001:db8:1::/48} or {@code unknown}.
 *
 * @param bits as {@link Hit#network()} has them: IPv4 in the low 24, IPv6 in the low 48 (none of
 *     whose networks in use has 24 leading zeros), 0 if unknown
 */
public record Network(long bits) {
  public static final Network UNKNOWN = new Network(0);

  private static final long BITS_MAX = (1L << 48) - 1;
  private static final long IPV4_MAX = (1L << 24) - 1;
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.0/24");
  private static final Pattern IPV6 =
      Pattern.compile("([0-9a-f]{1,4}):([0-9a-f]{1,4}):([0-9a-f]{1,4})::/48");

  public Network {
    if (!(bits >= 0 && bits <= BITS_MAX)) {
      throw new IllegalArgumentException("a network has 48 bits, got " + bits);
    }
  }

  /** The network an address is in; unknown for loopback and other IPv6 addresses below 0:100::. */
  public static Network of(InetAddress address) {
    var bytes = address.getAddress();
    var isIpv4 = address instanceof Inet4Address;
    var bits = 0L;
    for (var i = 0; i < (isIpv4 ? 3 : 6); i++) {
      bits = bits << 8 | bytes[i] & 0xff;
    }
    return isIpv4 || bits > IPV4_MAX ? new Network(bits) : UNKNOWN;
  }

  public static Network parse(String text) {
    if (text.equals("unknown")) {
      return UNKNOWN;
    }
    var ipv4 = IPV4.matcher(text);
    if (ipv4.matches()) {
      var bits = 0L;
      for (var i = 1; i <= 3; i++) {
        var part = Integer.parseInt(ipv4.group(i));
        if (!(part <= 255)) {
          throw new IllegalArgumentException("a network has parts of 0..255, got " + part);
        }
        bits = bits << 8 | part;
      }
      return new Network(bits);
    }
    var ipv6 = IPV6.matcher(text);
    if (ipv6.matches()) {
      return new Network(
          HexFormat.fromHexDigitsToLong(ipv6.group(1)) << 32
              | HexFormat.fromHexDigitsToLong(ipv6.group(2)) << 16
              | HexFormat.fromHexDigitsToLong(ipv6.group(3)));
    }
    throw new IllegalArgumentException(
        "a network reads like 192.0.2.0/24 or 2001:db8:1::/48, got '" + text + "'");
  }

  @Override
  public String toString() {
    if (bits == 0) {
      return "unknown";
    }
    return bits <= IPV4_MAX
        ? "%d.%d.%d.0/24".formatted(bits >>> 16, bits >>> 8 & 0xff, bits & 0xff)
        : "%x:%x:%x::/48".formatted(bits >>> 32, bits >>> 16 & 0xffff, bits & 0xffff);
  }
}
