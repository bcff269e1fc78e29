package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void paragraphsAndHeadings_areApart() {
    assertThat(PlainText.of("<h1>News</h1><p>One\n  two</p><p>Three<br>four</p><div>five</div>six"))
        .isEqualTo("News\n\nOne two\n\nThree\nfour\n\nfive\nsix\n");
  }

  @Test
  void lists_nestAndCount() {
    assertThat(
            PlainText.of(
                "<p>x</p><ul><li>a<ol start=3><li>b<br>bb</li><li>c</li></ol></li><li><p>d</p></li>"
                    + "</ul>y"))
        .isEqualTo("x\n\n- a\n  3. b\n     bb\n  4. c\n\n- d\n\ny\n");
  }

  @Test
  void dataTables_haveTheirRows() {
    assertThat(
            PlainText.of(
                "<table><tr><th>What<th>Price</tr><tr><td>Tea<td> &euro;3 </tr>"
                    + "<tr><td><td>only</tr></table>"))
        .isEqualTo("What | Price\nTea | €3\nonly\n");
  }

  @Test
  void layoutTables_readFromTopToBottom() {
    assertThat(
            PlainText.of(
                "<table><tr><td><table><tr><td><p>a</p><p>b</p></td></tr></table></td></tr>"
                    + "<tr><td><p>c</p><p>d</p></td><td>e</td></tr></table>"))
        .isEqualTo("a\n\nb\n\nc\n\nd\n\ne\n");
  }

  @Test
  void links_sayWhereTheyLead() {
    assertThat(
            PlainText.of(
                "<a href='https://a.example/'>there</a>, <a href='https://b.example'>"
                    + "https://b.example</a> <a href='mailto:x@y.example?subject=z'>mail</a>"
                    + " <a href='#top'>top</a> <a href='https://c.example'><img alt=''></a>"
                    + " <a href='https://d.example'><img alt='Logo'></a>"))
        .isEqualTo(
            "there <https://a.example/>, https://b.example mail <x@y.example> top"
                + " https://c.example Logo <https://d.example>\n");
  }

  @Test
  void hiddenThings_stayOut() {
    assertThat(
            PlainText.of(
                "<head><title>t</title><style>p{}</style></head><!-- c --><script>s()</script>"
                    + "<p style='color:red; DISPLAY : none'>h</p><p hidden>h</p>seen"))
        .isEqualTo("seen\n");
  }

  @Test
  void preheaderPadding_isDropped_joinersStay() {
    assertThat(
            PlainText.of(
                "<p>Hi&zwnj;&nbsp;&zwnj;&nbsp;&#847;&#8203;&shy;</p><p>\uD83D\uDC69\u200D\uD83D\uDCBB"
                    + " \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645</p>"))
        .isEqualTo(
            "Hi\n\n"
                + "\uD83D\uDC69\u200D\uD83D\uDCBB"
                + " \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\n");
  }

  @Test
  void quotesAndPreformatted_keepTheirLines() {
    assertThat(PlainText.of("<blockquote>a<br>b</blockquote><pre>x  y\n  z</pre>"))
        .isEqualTo("> a\n> b\n\nx  y\n  z\n");
  }

  @Test
  void nothing_isEmpty() {
    assertThat(PlainText.of("<body> <img src=x> </body>")).isEmpty();
  }

  @Test
  void deepNesting_isRead() {
    assertThat(PlainText.of("<div>".repeat(50_000) + "x")).isEqualTo("x\n");
  }
}
