package dev.waypost.deploy.command;

import dev.waypost.engine.id.EmailAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Addresses on the command line and in a file, each once. Messages repeat none of them. */
record AddressList(List<EmailAddress> addresses) {
  /** More than this are for several runs. */
  static final int MOST = 1_000_000;

  AddressList {
    addresses = List.copyOf(addresses);
  }

  /** An entry that is no address. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String what, Throwable cause) {
      super(what, cause);
    }

    Unusable(String what) {
      super(what);
    }
  }

  /**
   * Reads all of them before anything is done with one.
   *
   * @param file one address a line; empty lines and those that begin with {@code #} are left out
   */
  static AddressList read(List<String> given, Optional<Path> file) throws IOException, Unusable {
    var all = new LinkedHashMap<String, EmailAddress>();
    for (var i = 0; i < given.size(); i++) {
      add(all, given.get(i), "address " + (i + 1));
    }
    if (file.isPresent()) {
      try (var lines = Files.newBufferedReader(file.get())) {
        var number = 0;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          var text = line.strip();
          if (!text.isEmpty() && !text.startsWith("#")) {
            add(all, text, file.get() + ", line " + number);
          }
        }
      }
    }
    return new AddressList(List.copyOf(all.values()));
  }

  private static void add(Map<String, EmailAddress> to, String text, String where) throws Unusable {
    try {
      var address = EmailAddress.parse(text);
      to.putIfAbsent(address.key(), address);
    } catch (EmailAddress.Malformed e) {
      throw new Unusable(where + " is no address: " + e.getMessage(), e);
    }
    if (to.size() > MOST) {
      throw new Unusable("more than " + MOST + " addresses: use several files");
    }
  }
}
