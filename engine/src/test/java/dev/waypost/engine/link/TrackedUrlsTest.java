package dev.waypost.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackedUrlsTest {
  private final TokenKeys ring = TokenKeys.parse(Tokens.FIXED_RING);
  private final TrackedUrls urls = new TrackedUrls("https://t.example.com", ring);

  @Test
  void urls_ofEachKind_haveTheirPath() {
    var open = Tokens.fixed(Token.Kind.OPEN);
    var unsubscribe = Tokens.fixed(Token.Kind.UNSUBSCRIBE);

    assertThat(urls.click(Tokens.FIXED))
        .isEqualTo("https://t.example.com/c/" + ring.mint(Tokens.FIXED));
    assertThat(urls.open(open)).isEqualTo("https://t.example.com/o/" + ring.mint(open) + ".gif");
    assertThat(urls.unsubscribe(unsubscribe))
        .isEqualTo("https://t.example.com/u/" + ring.mint(unsubscribe));
  }

  @Test
  void click_withValues_appendsThemSealed() {
    var values = List.of("a", "b");
    var token = ring.mint(Tokens.FIXED);

    assertThat(urls.click(Tokens.FIXED, values))
        .isEqualTo("https://t.example.com/c/" + token + "/" + ring.seal(token, values));
    assertThat(urls.click(Tokens.FIXED, List.of())).isEqualTo(urls.click(Tokens.FIXED));
  }

  @Test
  void click_tokenOfAnotherKind_isRefused() {
    assertThatThrownBy(() -> urls.click(Tokens.fixed(Token.Kind.UNSUBSCRIBE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a token of kind CLICK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8081/a/b", "http://localhost:8081/a/b/"})
  void base_withAPath_keepsIt(String base) {
    assertThat(new TrackedUrls(base, ring).click(Tokens.FIXED))
        .startsWith("http://localhost:8081/a/b/c/Cw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t.example.com",
        "//t.example.com",
        "ftp://t.example.com",
        "https://",
        "https:t.example.com",
        "https://u:p@t.example.com",
        "https://t.example.com?a",
        "https://t.example.com#a",
        "https://t.example.com/it's",
        "https://t.example.com/a b"
      })
  void base_thatIsNone_isRefused(String base) {
    assertThatThrownBy(() -> new TrackedUrls(base, ring))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as https://t.example.com");
  }
}
