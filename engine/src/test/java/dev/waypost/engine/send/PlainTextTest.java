package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  private static String text(String html) {
    return PlainText.of(html, Map.of());
  }

  @Test
  void paragraphsAndHeadings_areApart() {
    assertThat(text("<h1>News</h1><p>One\n  two</p><p>Three<br>four</p><div>five</div>six"))
        .isEqualTo("News\n\nOne two\n\nThree\nfour\n\nfive\nsix\n");
  }

  @Test
  void lists_nestAndCount() {
    assertThat(
            text(
                "<p>x</p><ul><li>a<ol start=3><li>b<br>bb</li><li>c</li></ol></li><li><p>d</p></li>"
                    + "</ul>y"))
        .isEqualTo("x\n\n- a\n  3. b\n     bb\n  4. c\n\n- d\n\ny\n");
  }

  @Test
  void dataTables_haveTheirRows() {
    assertThat(
            text(
                "<table><tr><th>What<th>Price</tr><tr><td>Tea<td> &euro;3 </tr>"
                    + "<tr><td><td>only</tr></table>"))
        .isEqualTo("What | Price\nTea | €3\nonly\n");
  }

  @Test
  void layoutTables_readFromTopToBottom() {
    assertThat(
            text(
                "<table><tr><td><table><tr><td><p>a</p><p>b</p></td></tr></table></td></tr>"
                    + "<tr><td><p>c</p><p>d</p></td><td>e</td></tr></table>"))
        .isEqualTo("a\n\nb\n\nc\n\nd\n\ne\n");
  }

  @Test
  void links_brokenOverLines_areOneUrl() {
    assertThat(text("<a href='ftp://a.example/\r\n\n\tx'>a</a>"))
        .isEqualTo("a <ftp://a.example/x>\n");
  }

  @Test
  void links_sayWhereTheyLead() {
    assertThat(
            text(
                "<a href='https://a.example/'>there</a>, <a href='https://b.example'>"
                    + "https://b.example</a> <a href='mailto:x@y.example?subject=z'>mail</a>"
                    + " <a href='#top'>top</a> <a href='https://c.example'><img alt=''></a>"
                    + " <a href='https://d.example'><img alt='Logo'></a>"))
        .isEqualTo(
            "there <https://a.example/>, https://b.example mail <x@y.example> top"
                + "\nhttps://c.example Logo <https://d.example>\n");
  }

  @Test
  void hiddenThings_stayOut() {
    assertThat(
            text(
                "<head><title>t</title><style>p{}</style></head><!-- c --><script>s()</script>"
                    + "<p style='color:red; DISPLAY : none'>h</p><p hidden>h</p>seen"))
        .isEqualTo("seen\n");
  }

  @Test
  void preheaderPadding_isDropped_joinersStay() {
    assertThat(
            text(
                "<p>Hi&zwnj;&nbsp;&zwnj;&nbsp;&#847;&#8203;&shy;</p><p>\uD83D\uDC69\u200D\uD83D\uDCBB"
                    + " \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645</p>"))
        .isEqualTo(
            "Hi\n\n"
                + "\uD83D\uDC69\u200D\uD83D\uDCBB"
                + " \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\n");
  }

  @Test
  void quotesAndPreformatted_keepTheirLines() {
    assertThat(text("<blockquote>a<br>b</blockquote><pre>x  y\n  z</pre>"))
        .isEqualTo("> a\n> b\n\nx  y\n  z\n");
  }

  @Test
  void nothing_isEmpty() {
    assertThat(text("<body> <img src=x> </body>")).isEmpty();
  }

  @Test
  void deepNesting_isRead() {
    assertThat(text("<div>".repeat(50_000) + "x")).isEqualTo("x\n");
  }

  @Test
  void longParagraphs_areWrappedBetweenWords_urlsStayWhole() {
    var url = "https://t.acme.example/c/" + "x".repeat(90);
    var text =
        text(
            "<p>"
                + "word ".repeat(30)
                + "<a href=\""
                + url
                + "\">our shop</a> and more</p>"
                + "<ul><li>"
                + "item ".repeat(20)
                + "</li></ul>"
                + "<blockquote>"
                + "quote ".repeat(20)
                + "</blockquote>"
                + "<pre>"
                + "pre ".repeat(30)
                + "</pre>");

    assertThat(text)
        .isEqualTo(
            ("word ".repeat(15).strip() + "\n" + "word ".repeat(15).strip() + "\nour shop\n<" + url)
                + ">\nand more\n\n- "
                + "item ".repeat(15).strip()
                + "\n  "
                + "item ".repeat(5).strip()
                + "\n\n> "
                + "quote ".repeat(12).strip()
                + "\n> "
                + "quote ".repeat(8).strip()
                + "\n\n"
                + "pre ".repeat(30).strip()
                + "\n");
  }

  @Test
  void label_thatIsTheDestination_isSaidOnce() {
    var html = "Go: <a href='https://t.example/c/1'>https://a.example</a> now";

    assertThat(PlainText.of(html, Map.of("https://t.example/c/1", "https://a.example/")))
        .isEqualTo("Go: https://t.example/c/1 now\n");
  }

  @Test
  void invisibleElements_stayOut() {
    assertThat(
            text(
                "<div style='max-height:0px;overflow:hidden'>pre</div><p style=opacity:0>o</p><p"
                    + " style='visibility: hidden'>v</p><p style='opacity:0.9;max-height:0.5em'>x"))
        .isEqualTo("x\n");
  }
}
