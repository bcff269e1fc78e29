package dev.waypost.persistence.view;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;

/** What a thing that is told is about: how it names a row, a campaign or nobody but an address. */
sealed interface About {
  /** The mailing of a row, which may be a test. */
  record Row(String campaign, Origin origin) implements About {}

  /** A row by the hash in its token. */
  record Hit(String campaign, int rowHash) implements About {}

  /** The same of a test mailing. */
  record TestHit(String campaign, int rowHash) implements About {}

  /** A campaign, or a recipient in it. */
  record Campaign(String campaign) implements About {}

  record Batch(String campaign, BatchId batch) implements About {}

  /** A recipient in no campaign. */
  record Address() implements About {
    @Override
    public String campaign() {
      return "";
    }
  }

  /** Empty text for none. */
  String campaign();

  default boolean isTest() {
    return switch (this) {
      case Row(var campaign, var origin) -> origin.isTest();
      case TestHit hit -> true;
      case Hit hit -> false;
      case Campaign campaign -> false;
      case Batch batch -> false;
      case Address address -> false;
    };
  }
}
