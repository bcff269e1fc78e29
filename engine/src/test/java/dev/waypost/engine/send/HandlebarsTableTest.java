package dev.waypost.engine.send;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Handlebars (JavaScript, 4.7) makes of these templates, we make of them, to the byte. Where
 * we differ on purpose is below the table.
 */
class HandlebarsTableTest {
  private static final Map<String, Object> FIELDS = fields();

  record Row(String template, String expected) {
    @Override
    public String toString() {
      return template.replace("\r", "\\r").replace("\n", "\\n");
    }
  }

  private static Row row(String template, String expected) {
    return new Row(template, expected);
  }

  private static Map<String, Object> fields() {
    var fields =
        new HashMap<String, Object>(
            Map.ofEntries(
                entry("name", "Ann"),
                entry("n", 0),
                entry("one", 1),
                entry("f", 1.5),
                entry("t", true),
                entry("fa", false),
                entry("e", ""),
                entry("html", "<b>&'\"`=</b>"),
                entry("list", List.of("a", "b", "c")),
                entry("empty", List.of()),
                entry(
                    "objs",
                    List.of(
                        ordered("n", "x", "p", Map.of("q", 1)),
                        Map.of("n", "y"),
                        Map.of("m", "z"))),
                entry("nested", List.of(List.of("a", "b"), List.of("c"))),
                entry("obj", ordered("k1", "v1", "k2", "v2")),
                entry("deep", Map.of("a", Map.of("b", Map.of("c", "C")))),
                entry("foo bar", "FB"),
                entry("a-b", "AB"),
                entry("nums", List.of(0, 1, 2)),
                entry("bools", List.of(true, false)),
                entry(
                    "receipt_details",
                    List.of(
                        Map.of("description", "Tea", "amount", "3"),
                        Map.of("description", "Cup", "amount", "9"))),
                entry("person", Map.of("name", "Bob", "tags", List.of("p", "q"))),
                entry("idx", "1"),
                entry("key", "k2"),
                entry("0", "zero"),
                entry("big", 12345678901L),
                entry("neg", -3),
                entry("small", 0.1)));
    fields.put("nul", null);
    return fields;
  }

  private static Map<String, Object> ordered(String k1, Object v1, String k2, Object v2) {
    var map = new java.util.LinkedHashMap<String, Object>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }

  static Stream<Row> rows() {
    return Stream.of(
            values(),
            escapes(),
            whiteSpace(),
            lines(),
            comments(),
            lists(),
            conditions(),
            sections(),
            blockParameters())
        .flatMap(List::stream);
  }

  private static List<Row> values() {
    return List.of(
        row("{{name}} {{ name }} {{{name}}} {{&name}}", "Ann Ann Ann Ann"),
        row(
            "{{html}}|{{{html}}}|{{& html}}",
            "&lt;b&gt;&amp;&#x27;&quot;&#x60;&#x3D;&lt;/b&gt;|<b>&'\"`=</b>|<b>&'\"`=</b>"),
        row("{{deep.a.b.c}} {{deep.x.y}} {{deep/a/b/c}} {{missing.a.b}}", "C  C "),
        row("{{[foo bar]}} {{this.[foo bar]}} {{a-b}} {{[a-b]}}", "FB FB AB AB"),
        row(
            "{{lookup list 1}} {{lookup obj key}} {{lookup list idx}} {{lookup missing 1}}",
            "b v2 b "),
        row("{{this.name}} {{./name}} {{this/name}}", "Ann Ann Ann"),
        row("  {{name}}  \n", "  Ann  \n"),
        row("\n{{name}}\n", "\nAnn\n"),
        row("{ {name} } {name} }} {", "{ {name} } {name} }} {"),
        row("style{a{b:c}}", "style{a{b:c}}"),
        row("@media x{.a{b:c}}{{name}}", "@media x{.a{b:c}}Ann"),
        row("{{\"foo bar\"}} {{'name'}}", "FB Ann"),
        row("{{lookup (lookup objs 0) \"n\"}}", "x"),
        row("{{ name}}{{name }}{{\tname\n}}", "AnnAnnAnn"),
        row("{{..}}", ""),
        row("{{../name}}", ""),
        row("{{../../name}}", ""),
        row("{{\u0151}}", ""),
        row("{{n\u00e9v}}", ""),
        row("{{0}}", "zero"),
        row("{{[0]}}", "zero"),
        row("{{objs.0.n}}", "x"),
        row("{{objs.[0].n}}", "x"),
        row("{{objs/0/n}}", "x"),
        row("&nbsp;{{name}}&amp;", "&nbsp;Ann&amp;"));
  }

  private static List<Row> escapes() {
    return List.of(
        row("\\{{name}} {{name}}", "{{name}} Ann"),
        row("\\\\{{name}}", "\\Ann"),
        row("\\\\\\{{name}}", "\\\\Ann"),
        row("a \\{{#if x}} b", "a {{#if x}} b"),
        row("\\{{{name}}} {{name}}", "{{{name}}} Ann"),
        row("\\{{name}}\n\\{{name}}", "{{name}}\n{{name}}"),
        row("x\\{{name}}y {{name}} z\\{{name}}", "x{{name}}y Ann z{{name}}"));
  }

  private static List<Row> whiteSpace() {
    return List.of(
        row("a  {{~name~}}  b", "aAnnb"),
        row("a {{~#if name~}} x {{~else~}} y {{~/if~}} b", "axb"),
        row("a\n{{~name}}\nb {{name~}}\n\n c", "aAnn\nb Annc"),
        row("{{#each list~}}\n {{this}}\n{{~/each}}", "abc"),
        row("a {{~! c ~}} b", "ab"),
        row("a {{~{name}~}} b", "aAnnb"),
        row("{{~#each list~}} {{this}} {{~/each~}}", "abc"),
        row("{{#each list}} {{~this~}} {{/each}}", "abc"),
        row("{{#if name~}}\n x\n{{~else~}}\n y\n{{~/if}}\nz", "xz"),
        row("a\n\n{{~#if name}}\nb\n{{/if~}}\n\nc", "ab\nc"));
  }

  private static List<Row> lines() {
    return List.of(
        row("a {{!-- multi\nline --}} b", "a  b"),
        row("a\n{{! standalone }}\nb", "a\nb"),
        row("a\n  {{!-- standalone --}}  \nb\n", "a\nb\n"),
        row("a\n{{#if name}}\nb\n{{/if}}\nc\n", "a\nb\nc\n"),
        row("a\n  {{#if name}}  \n  b\n  {{else}}\n  c\n  {{/if}}\nd", "a\n  b\nd"),
        row("x {{#if name}}\nb\n{{/if}} y\n", "x \nb\n y\n"),
        row(
            "{{#each list}}\n<li>{{this}}</li>\n{{/each}}\n",
            "<li>a</li>\n<li>b</li>\n<li>c</li>\n"),
        row(
            "<ul>\r\n{{#each list}}\r\n<li>{{this}}</li>\r\n{{/each}}\r\n</ul>\r\n",
            "<ul>\r\n<li>a</li>\r\n<li>b</li>\r\n<li>c</li>\r\n</ul>\r\n"),
        row("{{#each list}}\n\n{{this}}\n\n{{/each}}", "\na\n\n\nb\n\n\nc\n\n"),
        row("{{#if name}}a{{/if}}\n{{#if name}}b{{/if}}\n", "a\nb\n"),
        row("{{#if name}}\n{{#if t}}\nx\n{{/if}}\n{{/if}}\n", "x\n"),
        row(
            "{{#each receipt_details}}\n  {{description}} {{amount}}\n{{/each}}",
            "  Tea 3\n  Cup 9\n"),
        row("{{#if\n name}}a{{/if}}", "a"),
        row("{{#name}}\nx\n{{/name}}\n", "x\n"),
        row("{{^missing}}\nx\n{{/missing}}\n", "x\n"),
        row("\t{{#if name}}\n\tx\n\t{{/if}}\n", "\tx\n"),
        row("{{#if name}}x\n{{/if}}\n", "x\n"),
        row("{{#if name}}\nx{{/if}}\n", "x\n"),
        row("{{#unless missing}}\n  a\n{{else}}\n  b\n{{/unless}}", "  a\n"),
        row("{{name}}\r\n{{#if t}}\r\nx\r\n{{/if}}\r\ny", "Ann\r\nx\r\ny"),
        row("{{#each list}}\n{{#if @first}}\nF\n{{/if}}\n{{this}}\n{{/each}}\n", "F\na\nb\nc\n"),
        row("<td>{{#if name}}\n</td>{{/if}}\n", "<td>\n</td>\n"),
        row("{{#each list}}{{/each}}\nx", "\nx"),
        row("{{#if fa}}\nx\n{{/if}}\ny", "y"),
        row("{{#if fa}}\nx\n{{else if t}}\ny\n{{/if}}\nz", "y\nz"),
        row("{{#if fa}}\nx\n{{else if n}}\ny\n{{else}}\nw\n{{/if}}\nz", "w\nz"));
  }

  private static List<Row> comments() {
    return List.of(
        row("{{! c }}a{{!-- b }} --}}c", "ac"),
        row("{{!--a}}b--}}c", "c"),
        row("{{! a --}}b", "b"),
        row("{{!-- a --}}{{!-- b --}}", ""));
  }

  private static List<Row> lists() {
    return List.of(
        row("{{#each list}}{{this}}{{/each}}", "abc"),
        row(
            "{{#each list}}{{.}}{{@index}}{{@first}}{{@last}};{{/each}}",
            "a0truefalse;b1falsefalse;c2falsetrue;"),
        row("{{#each obj}}{{@key}}={{this}};{{/each}}", "k1=v1;k2=v2;"),
        row("{{#each obj}}{{@index}}{{@first}}{{@last}}{{/each}}", "0truefalse1falsetrue"),
        row("{{#each objs}}{{n}}-{{../name}};{{/each}}", "x-Ann;y-Ann;-Ann;"),
        row(
            "{{#each nested}}{{#each this}}{{@../index}}{{@index}}{{this}} {{/each}}{{/each}}",
            "00a 01b 10c "),
        row("{{#each empty}}x{{else}}none{{/each}}", "none"),
        row("{{#each missing}}x{{else}}none{{/each}}", "none"),
        row("{{#each empty}}x{{^}}none{{/each}}", "none"),
        row("{{#each list as |item i|}}{{i}}{{item}}{{/each}}", "0a1b2c"),
        row("{{#each obj as |v k|}}{{k}}{{v}}{{/each}}", "k1v1k2v2"),
        row(
            "{{#with person}}{{name}}{{#each tags}}{{this}}{{../name}}{{/each}}{{/with}}",
            "BobpBobqBob"),
        row("{{#each list}}{{lookup ../nums @index}}{{/each}}", "012"),
        row(
            "{{#each list}}{{#if @first}}[{{/if}}{{this}}{{#unless"
                + " @last}},{{else}}]{{/unless}}{{/each}}",
            "[a,b,c]"),
        row("{{#each list}}{{#if @index}}, {{/if}}{{this}}{{/each}}", "a, b, c"),
        row("{{#each objs}}{{#with p}}{{q}}{{../n}}{{../../name}}{{/with}}{{/each}}", "1xAnn"),
        row("{{#each objs}}{{name}}{{/each}}", ""),
        row("{{#each list}}{{name}}{{/each}}", ""),
        row("{{#each objs}}{{#if n}}{{n}}{{../name}}{{/if}}{{/each}}", "xAnnyAnn"),
        row("{{#each objs}}{{#unless n}}{{m}}{{/unless}}{{/each}}", "z"),
        row("{{#each obj}}{{../name}}{{/each}}", "AnnAnn"),
        row("{{#each (lookup nested 0)}}{{this}}{{/each}}", "ab"),
        row("{{#each person.tags}}{{this}}{{/each}}", "pq"),
        row("{{#each list}}{{@key}}{{/each}}", "012"),
        row("{{#each list}}{{@root.name}}{{/each}}", "AnnAnnAnn"),
        row("{{#each objs}}{{@root.objs.0.n}}{{/each}}", "xxx"),
        row(
            "{{#each nested}}{{@first}}{{#each this}}{{@first}}{{/each}}{{@last}}{{/each}}",
            "truetruefalsefalsefalsetruetrue"),
        row("{{#each list}}{{#if ../t}}{{this}}{{/if}}{{/each}}", "abc"),
        row("{{#with obj}}{{#each ../list}}{{this}}{{../k1}}{{/each}}{{/with}}", "av1bv1cv1"));
  }

  private static List<Row> conditions() {
    return List.of(
        row(
            "{{#if name}}y{{/if}}{{#if e}}y{{else}}n{{/if}}{{#if n}}y{{else}}n{{/if}}{{#if"
                + " empty}}y{{else}}n{{/if}}{{#if nul}}y{{else}}n{{/if}}{{#if"
                + " missing}}y{{else}}n{{/if}}{{#if obj}}y{{/if}}",
            "ynnnnny"),
        row("{{#if fa}}1{{else if n}}2{{else if name}}3{{else}}4{{/if}}", "3"),
        row("{{#unless fa}}u{{else}}v{{/unless}}{{#unless name}}u{{else}}v{{/unless}}", "uv"),
        row(
            "{{#if true}}a{{/if}}{{#if false}}a{{/if}}{{#if 0}}x{{/if}}{{#if 1}}y{{/if}}{{#if"
                + " \"\"}}x{{/if}}{{#if \"a\"}}y{{/if}}",
            "ayy"),
        row("{{#if (lookup obj \"k1\")}}y{{/if}}", "y"),
        row("{{#if n includeZero=true}}z{{/if}}", "z"),
        row("{{#if name}}a{{/if}}", "a"),
        row("a{{#if name}} b {{/if}}c", "a b c"),
        row("{{name}} \u2028 \u00a0{{#if name}}\u00a0x{{/if}}", "Ann \u2028 \u00a0\u00a0x"),
        row("{{#if list.length}}has{{/if}}{{#if empty.length}}has{{else}}no{{/if}}", "hasno"),
        row("{{#if (lookup list 5)}}x{{else}}y{{/if}}", "y"),
        row("{{#if name}}{{else}}x{{/if}}", ""),
        row("{{#if fa}}{{else}}x{{/if}}", "x"));
  }

  private static List<Row> sections() {
    return List.of(
        row("{{#with missing}}x{{else}}y{{/with}}", "y"),
        row("{{#with person as |p|}}{{p.name}}{{/with}}", "Bob"),
        row("{{#person}}{{name}}{{/person}}", "Bob"),
        row("{{#list}}{{this}}{{/list}}", "abc"),
        row("{{#objs}}{{n}}{{/objs}}", "xy"),
        row("{{#name}}{{this}}{{/name}}", "Ann"),
        row("{{#t}}T{{/t}}{{#fa}}F{{/fa}}{{^fa}}NF{{/fa}}{{^t}}NT{{/t}}", "TNF"),
        row("{{^empty}}E{{/empty}}{{^missing}}M{{/missing}}{{^list}}L{{/list}}", "EM"),
        row("{{#one}}{{this}}{{/one}}", "1"),
        row("{{@root.name}} {{#with person}}{{@root.name}}{{/with}}", "Ann Ann"),
        row("{{#with person}}{{../deep.a.b.c}}{{/with}}", "C"),
        row("{{#with (lookup objs 1)}}{{n}}{{/with}}", "y"),
        row("{{name}}&#123;&#123;", "Ann&#123;&#123;"),
        row("{{#nested}}{{#.}}{{.}}{{/.}}|{{/nested}}", "ab|c|"),
        row("{{#person}}{{#tags}}{{.}}{{../name}}{{/tags}}{{/person}}", "pBobqBob"),
        row("{{#objs}}{{@index}}{{@first}}{{/objs}}", "0true1false2false"),
        row("{{#objs}}{{../name}}{{/objs}}", "AnnAnnAnn"),
        row("{{#list}}{{@index}}{{this}}{{@last}}{{/list}}", "0afalse1bfalse2ctrue"));
  }

  private static List<Row> blockParameters() {
    return List.of(
        row("{{#each objs as |o|}}{{o.n}}{{../name}};{{/each}}", "xAnn;yAnn;Ann;"),
        row(
            "{{#each objs as |o i|}}{{#each ../list as |l j|}}{{i}}{{j}}{{l}}{{o.n}}"
                + " {{/each}};{{/each}}",
            "00ax 01bx 02cx ;10ay 11by 12cy ;20a 21b 22c ;"),
        row(
            "{{#each objs as |o|}}{{n}}{{this.n}}{{#with o.p as"
                + " |pp|}}{{pp.q}}{{q}}{{../n}}{{o.n}}{{/with}};{{/each}}",
            "xx11xx;yy;;"),
        row(
            "{{#with person as |p|}}{{name}}{{../name}}{{p.name}}{{#each p.tags as"
                + " |t|}}{{t}}{{../name}}{{../../name}}{{/each}}{{/with}}",
            "BobAnnBobpBobAnnqBobAnn"),
        row("{{#each list as |name|}}{{name}}{{../name}}{{/each}}", "aAnnbAnncAnn"),
        row("{{#each objs as |n|}}{{n.n}}{{/each}}", "xy"),
        row(
            "{{#each nested as |row r|}}{{#each row as |cell"
                + " c|}}{{r}}{{c}}{{cell}}{{@index}}{{@../index}} {{/each}}{{/each}}",
            "00a00 01b10 10c01 "),
        row(
            "{{#each list as |x|}}{{#each ../objs}}{{x}}{{n}}{{/each}}{{/each}}",
            "axayabxbybcxcyc"));
  }

  private static String rendered(String template, Map<String, Object> fields) {
    return Mails.mail(Mails.untracked(Mails.html(template)), Mails.row(fields))
        .html()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void template_ofTheTable_rendersAsHandlebarsDoes(Row row) {
    assertThat(rendered(row.template(), FIELDS)).isEqualTo(row.expected());
  }

  @Test
  void names_ofAnyLanguage_areNames() {
    var fields =
        Map.<String, Object>of(
            "n\u00e9v",
            "\u0150ze",
            "\u0151",
            "\u0170",
            "\u65e5\u672c",
            Map.of("\u6771\u4eac", "T"),
            "t\u00e9telek",
            List.of(Map.of("\u00e1r", 5), Map.of("\u00e1r", 6)));

    assertThat(
            rendered(
                "{{n\u00e9v}} {{{\u0151}}} {{\u65e5\u672c.\u6771\u4eac}} {{this.\u0151}} {{lookup"
                    + " this '\u0151'}}{{#each t\u00e9telek as |t\u00e9tel i|}}"
                    + " {{i}}:{{t\u00e9tel.\u00e1r}}{{../\u0151}}{{/each}}{{#\u0151}}"
                    + " ja{{/\u0151}}{{^\u0171}} nem{{/\u0171}}",
                fields))
        .isEqualTo("\u0150ze \u0170 T \u0170 \u0170 0:5\u0170 1:6\u0170 ja nem");
  }

  @Test
  void objectsAndLongNumbers_readAsPeopleWriteThem() {
    assertThat(rendered("[{{obj}}] {{x}}", Map.of("obj", Map.of("a", 1), "x", 1e21)))
        .isEqualTo("[] 1000000000000000000000");
  }

  @Test
  void section_ofZeroOrNoText_isEmptyAsInMustache() {
    assertThat(rendered("{{#n}}x{{else}}none{{/n}}{{#e}}x{{else}}none{{/e}}", FIELDS))
        .isEqualTo("nonenone");
  }

  @Test
  void chain_thatStandsOnLinesOfItsOwn_leavesNoTrace() {
    assertThat(rendered("<p>\n  {{#if fa}}\n  x\n  {{else if t}}\n  y\n  {{/if}}\n</p>", FIELDS))
        .isEqualTo("<p>\n  y\n</p>");
  }

  @Test
  void eachDot_inASectionOverObjects_isPostmarksListOfThem() {
    var details = List.of(Map.of("n", "x", "s", 1), Map.of("n", "y", "s", 2));

    assertThat(
            rendered(
                "{{#details}}{{#each . }}[{{n}} {{s}}{{../../name}}]{{/each}}{{/details}}",
                Map.of("details", details, "name", "Ann")))
        .isEqualTo("[x 1Ann][y 2Ann]");
    assertThat(
            rendered(
                "{{#details}}{{#each .}}{{@key}}={{this}};{{/each}}{{/details}}",
                Map.of("details", ordered("n", "x", "s", 1))))
        .isEqualTo("n=x;s=1;");
  }
}
