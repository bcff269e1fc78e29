package dev.waypost.engine.smtp;

/** Who we are to the relay. */
public sealed interface SmtpLogin {
  /** Nobody: the relay knows us by our network. */
  record Anonymous() implements SmtpLogin {}

  /** An account (RFC 4954, mechanisms PLAIN or LOGIN). */
  record Account(String user, String password) implements SmtpLogin {
    public Account {
      if (user.isEmpty() || password.isEmpty()) {
        throw new IllegalArgumentException("smtp user and password must be set together");
      }
      if (user.indexOf('\0') >= 0 || password.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("smtp user and password must not contain NUL");
      }
    }

    @Override
    public String toString() {
      return "Account[user=" + user + ", password=***]";
    }
  }
}
