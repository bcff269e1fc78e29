package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;

/** What answers say of requests that will go away. */
final class DeprecationTest {
  private static final Route ROUTE = new Route("/v1/old/{id}", Resource.get(call -> null));
  private static final Deprecation OLD =
      new Deprecation(
          HttpMethods.GET,
          "/v1/old/{id}",
          Instant.parse("2023-06-30T23:59:59Z"),
          Optional.of(Instant.parse("2024-06-30T23:59:59Z")),
          URI.create("https://acme.example/api#old"));

  @Test
  void answer_toADeprecatedRequest_saysSinceWhenUntilWhenAndWhatInstead() {
    var answer = Deprecation.announce(List.of(OLD), HttpMethods.GET, ROUTE, HttpResponse.create());

    assertThat(answer.getHeaders())
        .extracting(HttpHeader::toString)
        .containsExactlyInAnyOrder(
            "Deprecation: @1688169599",
            "Sunset: Sun, 30 Jun 2024 23:59:59 GMT",
            "Link: <https://acme.example/api#old>; rel=\"deprecation\"");
  }

  @Test
  void answer_toAnotherRequest_saysNothing() {
    var other = new Route("/v1/new", ROUTE.resource());

    assertThat(
            Deprecation.announce(List.of(OLD), HttpMethods.PUT, ROUTE, HttpResponse.create())
                .getHeaders())
        .isEmpty();
    assertThat(
            Deprecation.announce(List.of(OLD), HttpMethods.GET, other, HttpResponse.create())
                .getHeaders())
        .isEmpty();
  }

  @Test
  void today_nothingIsDeprecated() {
    assertThat(Deprecation.TODAY).isEmpty();
  }
}
