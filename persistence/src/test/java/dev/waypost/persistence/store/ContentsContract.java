package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.AUTUMN;
import static dev.waypost.persistence.store.SampleRows.SPRING;
import static dev.waypost.persistence.store.SampleRows.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Contents;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import dev.waypost.engine.send.CampaignContent;
import dev.waypost.engine.send.Tracking;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every place for contents and link tables does. */
interface ContentsContract {
  Contents contents();

  /** The tables of the same place. */
  LinkTables tables();

  CampaignSubmission FULL =
      new CampaignSubmission(
          new CampaignContent(
              MailKind.BROADCAST,
              Optional.of("Acme"),
              address("news@acme.example"),
              Optional.of(
                  new CampaignContent.ReplyTo(Optional.of("Help"), address("help@acme.example"))),
              "Hello {{name}}",
              Optional.of("<p>é \"quoted\" {{x}}</p>"),
              Optional.of("text"),
              Tracking.ON,
              Tracking.OFF),
          "default",
          WhenInDoubt.HOLD,
          Optional.of(Instant.parse("2026-12-31T00:00:00Z")),
          Optional.of(URI.create("https://acme.example/")),
          Optional.of(Instant.parse("2026-12-30T00:00:00Z")),
          List.of("spring", "b"));

  CampaignSubmission SPARSE =
      new CampaignSubmission(
          new CampaignContent(
              MailKind.TRANSACTIONAL,
              Optional.empty(),
              address("news@acme.example"),
              Optional.empty(),
              "",
              Optional.empty(),
              Optional.of("text"),
              Tracking.OFF,
              Tracking.ON),
          "news",
          WhenInDoubt.RETRY,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  private static LinkTable table(long id, CampaignId campaign, String url) {
    return new LinkTable(
        new LinkTableId(id),
        campaign,
        List.of(
            new Link(0, url, Link.Part.HTML, Optional.of("top")),
            new Link(1, "https://acme.example/{{x}}", Link.Part.TEXT, Optional.empty())),
        Optional.of(Instant.parse("2026-12-31T00:00:00Z")),
        Optional.of(URI.create("https://acme.example/")));
  }

  @Test
  default void find_givesEachVersionAsItWasStored() {
    var first = table(1, SPRING, "https://acme.example/1");
    var second =
        new LinkTable(new LinkTableId(2), SPRING, List.of(), Optional.empty(), Optional.empty());

    assertThat(await(contents().store(FULL, first))).isTrue();
    assertThat(await(contents().store(SPARSE, second))).isTrue();

    assertThat(await(contents().find(first.id()))).contains(new Contents.Content(FULL, first));
    assertThat(await(contents().find(second.id()))).contains(new Contents.Content(SPARSE, second));
    assertThat(await(contents().find(new LinkTableId(3)))).isEmpty();
    assertThat(await(tables().find(second.id()))).contains(second);
    assertThat(await(tables().find(new LinkTableId(3)))).isEmpty();
  }

  @Test
  default void store_repeated_isHarmless() {
    var table = table(1, SPRING, "https://acme.example/1");
    await(contents().store(FULL, table));

    assertThat(await(contents().store(FULL, table))).isTrue();
  }

  @Test
  default void store_underATakenNumber_isRefusedAndStoresNothing() {
    var taken = table(1, SPRING, "https://acme.example/1");
    await(contents().store(FULL, taken));

    var ofAnother = await(contents().store(FULL, table(1, AUTUMN, "https://acme.example/2")));
    var withOtherText = await(contents().store(SPARSE, taken));

    assertThat(ofAnother).isFalse();
    assertThat(withOtherText).isFalse();
    assertThat(await(contents().find(taken.id()))).contains(new Contents.Content(FULL, taken));
  }
}
