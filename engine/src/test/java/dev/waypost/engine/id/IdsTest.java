package dev.waypost.engine.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final int TIMES = 500;
  private final Random random = new Random(7);

  @Test
  void recipient_printedAndParsed_isTheSame() {
    for (var i = 0; i < TIMES; i++) {
      var id =
          new RecipientId(
              SenderId.DEFAULT, new RecipientKey(random.nextLong(), (short) random.nextInt()));

      assertThat(RecipientId.parse(id.persistenceId())).isEqualTo(id);
      assertThat(RecipientKey.of(id.key().bytes())).isEqualTo(id.key());
      assertThat(Slice.ofPersistenceId(id.persistenceId())).isEqualTo(id.slice());
    }
  }

  @Test
  void page_printedAndParsed_isTheSame() {
    for (var i = 0; i < TIMES; i++) {
      var id = new PageId(new SenderId("acme-1"), BatchId.random(random), random.nextInt(10_000));

      assertThat(PageId.parse(id.persistenceId())).isEqualTo(id);
      assertThat(Slice.ofPersistenceId(id.persistenceId())).isEqualTo(id.slice());
    }
  }

  @Test
  void batch_ofTests_saysSoAndNoOtherDoes() {
    for (var i = 0; i < TIMES; i++) {
      var test = BatchId.randomTest(random);

      assertThat(test.isTest()).isTrue();
      assertThat(new Origin(BatchId.of(test.value()).orElseThrow(), 0, 1).isTest()).isTrue();
      assertThat(BatchId.random(random).isTest()).isFalse();
    }
  }

  @Test
  void campaign_printedAndParsed_isTheSame() {
    var id = new CampaignId(SenderId.DEFAULT, "spring-2026_a.b");

    assertThat(CampaignId.parse(id.persistenceId())).isEqualTo(id);
    assertThat(id.persistenceId()).isEqualTo("c|default|spring-2026_a.b");
  }

  @Test
  void hexadecimalKeys_printedAndParsed_areTheSame() {
    for (var i = 0; i < TIMES; i++) {
      var row = new RowKey(random.nextLong(), random.nextLong());
      var table = LinkTableId.random(random);

      assertThat(RowKey.parse(row.toString())).isEqualTo(row);
      assertThat(RowKey.of(row.bytes())).isEqualTo(row);
      assertThat(LinkTableId.parse(table.toString())).isEqualTo(table);
      assertThat(BatchId.of(BatchId.random(random).value())).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r|default", "r|default|x|y", "c|default|spring", "R|default|AAAA"})
  void recipient_ofAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> RecipientId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a|b", "a b", ".a", "é"})
  void campaign_ofAnotherForm_isNone(String name) {
    assertThat(CampaignId.of(SenderId.DEFAULT, name)).isEmpty();
    assertThatThrownBy(() -> new CampaignId(SenderId.DEFAULT, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slice_ofRecipient_isTheFirstTenBits() {
    assertThat(new RecipientKey(-1L, (short) 0).slice()).isEqualTo(new Slice(1023));
    assertThat(new RecipientKey(1L << 54, (short) 0).slice()).isEqualTo(new Slice(1));
    assertThat(new RecipientKey((1L << 54) - 1, (short) -1).slice()).isEqualTo(new Slice(0));
    assertThat(new Slice(1023).shard()).isEqualTo(127);
    assertThat(new Slice(128).shard()).isZero();
  }

  @Test
  void slice_ofCampaign_neverChanges() {
    // the first 10 bits of SHA-256("c|default|spring") = fixed for the life of a database
    assertThat(new CampaignId(SenderId.DEFAULT, "spring").slice().value()).isEqualTo(451);
  }

  @Test
  void slices_ofManyEntities_areAllUsed() {
    var used = new BitSet();
    for (var i = 0; i < 20_000; i++) {
      used.set(new CampaignId(SenderId.DEFAULT, "c" + i).slice().value());
    }

    assertThat(used.cardinality()).isEqualTo(Slice.COUNT);
  }

  @Test
  void pseudonyms_ofTwoSpellings_areTheSame() throws EmailAddress.Malformed {
    var salted = new Pseudonyms(new byte[32]);

    assertThat(salted.recipient(EmailAddress.parse("Ann@Example.COM")))
        .isEqualTo(salted.recipient(EmailAddress.parse(" ann@example.com ")))
        .isNotEqualTo(salted.recipient(EmailAddress.parse("ann+x@example.com")));
  }

  @Test
  void pseudonyms_ofOneIdInTwoCampaigns_differ() {
    var salted = new Pseudonyms(new byte[32]);

    assertThat(salted.row(new CampaignId(SenderId.DEFAULT, "a"), "1"))
        .isNotEqualTo(salted.row(new CampaignId(SenderId.DEFAULT, "b"), "1"))
        .isNotEqualTo(salted.row(new CampaignId(SenderId.DEFAULT, "a"), "2"));
  }
}
