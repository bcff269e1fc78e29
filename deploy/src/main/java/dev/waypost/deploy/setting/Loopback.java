package dev.waypost.deploy.setting;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a host name is this machine, told from the name alone: nothing is looked up. */
public final class Loopback {
  private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  private Loopback() {}

  /**
   * @param host a name or an address, IPv6 with or without brackets
   */
  public static boolean isLoopback(String host) {
    var name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("::1")
        || name.equals("0:0:0:0:0:0:0:1")
        || IPV4.matcher(name).matches();
  }
}
