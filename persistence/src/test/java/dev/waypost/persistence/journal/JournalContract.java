package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.id.Slice;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientHistory;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Pekko asks of a journal, put to the plugin with our data access through its own messages.
 */
abstract class JournalContract {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final long ALL = Long.MAX_VALUE;
  private static final String ANN =
      new RecipientId(SenderId.DEFAULT, new RecipientKey(7, (short) 7)).persistenceId();

  private final Dialect dialect;
  @TempDir Path folder;
  private TestDatabase test;
  private ActorSystem system;
  private ActorRef journal;

  JournalContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void start() {
    test = TestDatabase.open(dialect, folder);
    system = systemOn(test.database());
    journal = Persistence.get(system).journalFor("waypost-journal", ConfigFactory.empty());
  }

  @AfterEach
  void stop() {
    TestKit.shutdownActorSystem(system);
    test.close();
  }

  static final JournalSettings SETTINGS =
      JournalSettings.from(ConfigFactory.load().getConfig("waypost.journal"));

  static JournalSetup setupOn(Database database) {
    return new JournalSetup(
        database, new EventCodec(), new EventAlarms(), SETTINGS, InstantSource.system());
  }

  static ActorSystem systemOn(Database database) {
    return systemOn(setupOn(database));
  }

  static ActorSystem systemOn(JournalSetup setup) {
    var config =
        ConfigFactory.parseResources("waypost-persistence.conf")
            .withFallback(ConfigFactory.load())
            .resolve();
    return ActorSystem.create(
        "journal", ActorSystemSetup.create(BootstrapSetup.create(config), setup));
  }

  @Test
  void replay_afterWrites_bringsThemInOrderWithTheirTimes() {
    write("c|default|a", 1, event(1));
    write("c|default|a", 2, event(2), event(3));

    var replayed = replay("c|default|a", 1, ALL, ALL);

    assertThat(replayed)
        .extracting(PersistentRepr::payload)
        .containsExactly(event(1), event(2), event(3));
    assertThat(replayed).extracting(PersistentRepr::sequenceNr).containsExactly(1L, 2L, 3L);
    assertThat(replayed).allSatisfy(e -> assertThat(e.timestamp()).isPositive());
    assertThat(replayed).allSatisfy(e -> assertThat(e.persistenceId()).isEqualTo("c|default|a"));
  }

  @Test
  void replay_ofAnotherEntity_bringsNothing() {
    write("c|default|a", 1, event(1));

    assertThat(replay("c|default|b", 1, ALL, ALL)).isEmpty();
  }

  @Test
  void replay_withBounds_keepsThem() {
    write("c|default|a", 1, events(1, 10));

    assertThat(numbers(replay("c|default|a", 3, 7, ALL))).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(numbers(replay("c|default|a", 3, ALL, 2))).containsExactly(3L, 4L);
    assertThat(replay("c|default|a", 1, ALL, 0)).isEmpty();
    assertThat(replay("c|default|a", 7, 3, ALL)).isEmpty();
  }

  @Test
  void replay_ofAThousandEventsWithAGap_bringsAllOfThem() throws Exception {
    write("c|default|a", 1, events(1, 1000));
    await(
        test.database()
            .write(
                session ->
                    session
                        .connection()
                        .createStatement()
                        .executeUpdate("DELETE FROM journal WHERE seq_nr BETWEEN 350 AND 899")));

    var expected = LongStream.rangeClosed(1, 1000).filter(n -> n < 350 || n > 899).boxed().toList();
    assertThat(numbers(replay("c|default|a", 1, ALL, ALL))).isEqualTo(expected);
    assertThat(numbers(replay("c|default|a", 1, 999, ALL))).hasSize(expected.size() - 1);
    assertThat(numbers(replay("c|default|a", 1, ALL, 401))).isEqualTo(expected.subList(0, 401));
  }

  @Test
  void replay_ofExactlyOneFullRead_ends() {
    write("c|default|a", 1, events(1, 400));

    assertThat(replay("c|default|a", 1, ALL, ALL)).hasSize(400);
  }

  @Test
  void replay_ofBrokenBytes_failsAndNamesTheEvent() {
    write("c|default|a", 1, event(1));
    await(
        test.database()
            .write(
                session -> {
                  var broken = session.prepare("UPDATE journal SET payload = ?");
                  broken.setBytes(1, new byte[] {-1});
                  return broken.executeUpdate();
                }));

    var kit = new TestKit(system);
    journal.tell(
        new JournalProtocol.ReplayMessages(1, ALL, ALL, "c|default|a", kit.getRef()), kit.getRef());

    var failure = kit.expectMsgClass(JournalProtocol.ReplayMessagesFailure.class);
    assertThat(failure.cause())
        .isInstanceOf(UnreadableEvent.class)
        .hasMessageContaining("number 1 of c|default|a");
  }

  @Test
  void replay_ofARecipient_isOneMessageAsOfTheLastEvent() {
    write(ANN, 1, lifted(1, 3));

    var replayed = replay(ANN, 1, ALL, ALL);

    assertThat(replayed)
        .extracting(PersistentRepr::payload)
        .containsExactly(new RecipientHistory(List.of(lifted(1), lifted(2), lifted(3))));
    assertThat(numbers(replayed)).containsExactly(3L);
  }

  @Test
  void replay_ofARecipientWithBounds_keepsThem() {
    write(ANN, 1, lifted(1, 10));

    assertThat(past(replay(ANN, 3, 5, ALL))).containsExactly(lifted(3), lifted(4), lifted(5));
    assertThat(past(replay(ANN, 3, ALL, 2))).containsExactly(lifted(3), lifted(4));
    assertThat(replay(ANN, 11, ALL, ALL)).isEmpty();
  }

  @Test
  void replay_ofARecipientWithAThousandEventsAndAGap_bringsAllOfThem() throws Exception {
    write(ANN, 1, lifted(1, 1000));
    await(
        test.database()
            .write(
                session ->
                    session
                        .connection()
                        .createStatement()
                        .executeUpdate("DELETE FROM journal WHERE seq_nr BETWEEN 350 AND 499")));

    var expected = new ArrayList<Object>(List.of(lifted(1, 349)));
    expected.addAll(List.of(lifted(500, 1000)));
    assertThat(past(replay(ANN, 1, ALL, ALL))).isEqualTo(expected);
  }

  @Test
  void replay_ofARecipientWithBrokenBytes_bringsWhatIsBeforeAndFails() {
    write(ANN, 1, lifted(1, 3));
    await(
        test.database()
            .write(
                session -> {
                  var broken = session.prepare("UPDATE journal SET payload = ? WHERE seq_nr = 3");
                  broken.setBytes(1, new byte[] {-1});
                  return broken.executeUpdate();
                }));

    var kit = new TestKit(system);
    journal.tell(new JournalProtocol.ReplayMessages(1, ALL, ALL, ANN, kit.getRef()), kit.getRef());

    var before = kit.expectMsgClass(JournalProtocol.ReplayedMessage.class).persistent();
    assertThat(before.sequenceNr()).isEqualTo(2);
    assertThat(past(List.of(before))).containsExactly(lifted(1), lifted(2));
    assertThat(kit.expectMsgClass(JournalProtocol.ReplayMessagesFailure.class).cause())
        .isInstanceOf(UnreadableEvent.class)
        .hasMessageContaining("number 3 of " + ANN);
  }

  @Test
  void write_ofATakenNumber_failsWholeAndAlone() {
    write("c|default|a", 1, event(1));

    var before = send("c|default|b", 1, event(1));
    var guilty = send("c|default|a", 1, event(7), event(8));
    var after = send("c|default|c", 1, event(1));

    before.expectMsgClass(JournalProtocol.WriteMessagesSuccessful$.class);
    guilty.expectMsgClass(JournalProtocol.WriteMessagesFailed.class);
    after.expectMsgClass(JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(replay("c|default|a", 1, ALL, ALL))
        .extracting(PersistentRepr::payload)
        .containsExactly(event(1));
    assertThat(replay("c|default|b", 1, ALL, ALL)).hasSize(1);
    assertThat(replay("c|default|c", 1, ALL, ALL)).hasSize(1);
  }

  @Test
  void write_ofSomethingWithoutBytes_isRejectedAndWritesNothing() {
    var kit = send("c|default|a", 1, event(1), "no event");

    kit.expectMsgClass(JournalProtocol.WriteMessagesSuccessful$.class);
    var rejected = kit.expectMsgClass(JournalProtocol.WriteMessageRejected.class);
    assertThat(rejected.cause()).hasMessageContaining("java.lang.String");
    assertThat(replay("c|default|a", 1, ALL, ALL)).isEmpty();
  }

  @Test
  void highest_ofAnEntity_isThatOfItsLastEventEvenWhenDeleted() {
    assertThat(highest("c|default|a")).isZero();
    write("c|default|a", 1, events(1, 5));
    assertThat(highest("c|default|a")).isEqualTo(5);

    delete("c|default|a", 3);
    assertThat(highest("c|default|a")).isEqualTo(5);
    assertThat(numbers(replay("c|default|a", 1, ALL, ALL))).containsExactly(4L, 5L);

    delete("c|default|a", ALL);
    assertThat(highest("c|default|a")).isEqualTo(5);
    assertThat(replay("c|default|a", 1, ALL, ALL)).isEmpty();

    delete("c|default|a", 2);
    assertThat(highest("c|default|a")).isEqualTo(5);
    write("c|default|a", 6, event(6));
    assertThat(numbers(replay("c|default|a", 1, ALL, ALL))).containsExactly(6L);
  }

  @Test
  void delete_ofOneEntity_leavesOthers() {
    write("c|default|a", 1, events(1, 3));
    write("c|default|b", 1, events(1, 3));

    delete("c|default|a", ALL);

    assertThat(replay("c|default|b", 1, ALL, ALL)).hasSize(3);
  }

  @Test
  void after_aPlaceInTheOneOrder_bringsTheEventsOfAll() {
    write("c|default|a", 1, event(1));
    write("c|default|b", 1, event(2));
    write("c|default|a", 2, event(3));
    var reader = new JournalReader(test.database(), new EventCodec());

    var all = await(reader.after(0, 100));

    assertThat(all).extracting(StoredEvent::event).containsExactly(event(1), event(2), event(3));
    assertThat(all.getFirst().slice()).isEqualTo(Slice.ofPersistenceId("c|default|a"));
    assertThat(await(reader.after(all.get(1).ordering(), 100))).containsExactly(all.get(2));
    assertThat(await(reader.after(0, 1))).containsExactly(all.get(0));
    assertThat(await(reader.last())).isEqualTo(all.get(2).ordering());
  }

  @Test
  void alarm_ofAnEvent_isWrittenAndClearedWithIt() {
    var at = START.plus(Duration.ofHours(1));
    write("c|default|a", 1, new CampaignEvent.Scheduled(at, START));
    assertThat(alarms()).containsExactly("c|default|a " + at.toEpochMilli());

    write("c|default|a", 2, event(1));
    assertThat(alarms()).hasSize(1);

    write(
        "c|default|a",
        3,
        new CampaignEvent.Finished(START),
        new CampaignEvent.Reopened(START),
        event(5));
    assertThat(alarms()).containsExactly("c|default|a " + START.toEpochMilli());

    write("c|default|a", 6, new CampaignEvent.Archived(START));
    assertThat(alarms()).isEmpty();
  }

  @Test
  void alarm_ofAnEventThatWasNotWritten_isNotSet() {
    write("c|default|a", 1, event(1));

    var kit = send("c|default|a", 1, new CampaignEvent.Launched(START));

    kit.expectMsgClass(JournalProtocol.WriteMessagesFailed.class);
    assertThat(alarms()).isEmpty();
  }

  private static CampaignEvent event(int number) {
    return new CampaignEvent.PageOpened(new BatchId("AAAAAAAAAAAAAAAA"), number, 500, START);
  }

  private static Object[] events(int from, int to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> event((int) n)).toArray();
  }

  private static RecipientEvent lifted(int number) {
    return new RecipientEvent.SuppressionsRemoved(START.plusSeconds(number));
  }

  private static Object[] lifted(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(JournalContract::lifted).toArray();
  }

  /** The events in the messages of a recipient's replay. */
  private static List<Object> past(List<PersistentRepr> messages) {
    return messages.stream()
        .map(message -> (RecipientHistory) message.payload())
        .flatMap(history -> history.events().stream())
        .map(Object.class::cast)
        .toList();
  }

  private static List<Long> numbers(List<PersistentRepr> events) {
    return events.stream().map(PersistentRepr::sequenceNr).toList();
  }

  private void write(String persistenceId, long first, Object... events) {
    var kit = send(persistenceId, first, events);
    kit.expectMsgClass(JournalProtocol.WriteMessagesSuccessful$.class);
    for (var i = 0; i < events.length; i++) {
      kit.expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
    }
  }

  /** Sends one atomic write and does not wait for the answers. */
  private TestKit send(String persistenceId, long first, Object... events) {
    var kit = new TestKit(system);
    var messages = new ArrayList<PersistentRepr>();
    for (var i = 0; i < events.length; i++) {
      messages.add(
          PersistentRepr.apply(
              events[i], first + i, persistenceId, "", false, ActorRef.noSender(), "writer"));
    }
    var write = new AtomicWrite(CollectionConverters.asScala(messages).toList());
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.<PersistentEnvelope>asScala(List.of(write)).toList(),
            kit.getRef(),
            1),
        kit.getRef());
    return kit;
  }

  private List<PersistentRepr> replay(String persistenceId, long from, long to, long max) {
    var kit = new TestKit(system);
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, persistenceId, kit.getRef()),
        kit.getRef());
    var replayed = new ArrayList<PersistentRepr>();
    var message = kit.receiveOne(Duration.ofSeconds(30));
    while (message instanceof JournalProtocol.ReplayedMessage event) {
      replayed.add(event.persistent());
      message = kit.receiveOne(Duration.ofSeconds(30));
    }
    assertThat(message).isInstanceOf(JournalProtocol.RecoverySuccess.class);
    return replayed;
  }

  private long highest(String persistenceId) {
    var kit = new TestKit(system);
    journal.tell(
        new JournalProtocol.ReplayMessages(1, 0, 0, persistenceId, kit.getRef()), kit.getRef());
    return kit.expectMsgClass(JournalProtocol.RecoverySuccess.class).highestSequenceNr();
  }

  private void delete(String persistenceId, long upTo) {
    var kit = new TestKit(system);
    journal.tell(
        new JournalProtocol.DeleteMessagesTo(persistenceId, upTo, kit.getRef()), kit.getRef());
    kit.expectMsgClass(DeleteMessagesSuccess.class);
  }

  private List<String> alarms() {
    return await(
        test.database()
            .read(
                session -> {
                  var found = new ArrayList<String>();
                  try (var row =
                      session.prepare("SELECT persistence_id, due_at FROM alarm").executeQuery()) {
                    while (row.next()) {
                      found.add(row.getString(1) + " " + row.getLong(2));
                    }
                  }
                  return List.copyOf(found);
                }));
  }
}
