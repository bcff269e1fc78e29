package dev.waypost.deploy;

import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The arrows and the bans of docs/ARCHITECTURE.md. Patterns are written from the root: {@code
 * ..persistence..} would also match Pekko's.
 */
@AnalyzeClasses(packages = "dev.waypost", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String DEPLOY = "dev.waypost.deploy..";
  private static final String BENCH = "dev.waypost.bench..";
  private static final String HTTP = "dev.waypost.http..";
  private static final String PERSISTENCE = "dev.waypost.persistence..";
  private static final String ENGINE = "dev.waypost.engine";
  private static final String ID = ENGINE + ".id..";
  private static final String LINK = ENGINE + ".link..";
  private static final String REPORT = ENGINE + ".report..";
  private static final String DELIVERY = ENGINE + ".delivery..";
  private static final String CAMPAIGN = ENGINE + ".campaign..";
  private static final String RECIPIENT = ENGINE + ".recipient..";

  private static final Set<String> BANNED_WORDS =
      Set.of(
          "Manager",
          "Helper",
          "Util",
          "Utils",
          "Impl",
          "Abstract",
          "Base",
          "Data",
          "Info",
          "Common",
          "Service");

  /** The data folder (WAYPOST_DATA) is a word of the product, known to everyone who runs it. */
  private static final String ALLOWED = "DataFolder";

  @ArchTest
  static final ArchRule modules_dependOnlyDownward =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("deploy")
          .definedBy(DEPLOY)
          .optionalLayer("bench")
          .definedBy(BENCH)
          .layer("http")
          .definedBy(HTTP)
          .layer("persistence")
          .definedBy(PERSISTENCE)
          .layer("engine")
          .definedBy(ENGINE + "..")
          .whereLayer("deploy")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("deploy")
          .whereLayer("http")
          .mayOnlyAccessLayers("engine")
          .whereLayer("persistence")
          .mayOnlyAccessLayers("engine")
          .whereLayer("engine")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule engine_dependsOnlyDownward =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cluster")
          .definedBy(ENGINE + ".cluster..")
          .layer("door")
          .definedBy(ENGINE)
          .layer("roster")
          .definedBy(ENGINE + ".roster..")
          .layer("send")
          .definedBy(ENGINE + ".send..")
          .layer("campaign")
          .definedBy(CAMPAIGN)
          .layer("recipient")
          .definedBy(RECIPIENT)
          .layer("smtp")
          .definedBy(ENGINE + ".smtp..")
          .layer("delivery")
          .definedBy(DELIVERY)
          .layer("report")
          .definedBy(REPORT)
          .layer("link")
          .definedBy(LINK)
          .layer("id")
          .definedBy(ID)
          .whereLayer("cluster")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("door")
          .mayOnlyBeAccessedByLayers("cluster")
          .whereLayer("roster")
          .mayOnlyBeAccessedByLayers("cluster", "door")
          .whereLayer("send")
          .mayOnlyBeAccessedByLayers("cluster", "door", "roster")
          .whereLayer("campaign")
          .mayOnlyAccessLayers("delivery", "report", "link", "id")
          .whereLayer("recipient")
          .mayOnlyAccessLayers("delivery", "report", "link", "id")
          .whereLayer("smtp")
          .mayOnlyAccessLayers("delivery", "report", "link", "id")
          .whereLayer("delivery")
          .mayOnlyAccessLayers("report", "link", "id")
          .whereLayer("report")
          .mayOnlyAccessLayers("id")
          .whereLayer("link")
          .mayOnlyAccessLayers("id")
          .whereLayer("id")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule enginePackages_allHaveALayer =
      classes()
          .that()
          .resideInAPackage(ENGINE + "..")
          .should()
          .resideInAnyPackage(
              ENGINE,
              ENGINE + ".cluster",
              ENGINE + ".roster",
              ENGINE + ".send",
              ENGINE + ".smtp",
              ENGINE + ".campaign",
              ENGINE + ".recipient",
              ENGINE + ".delivery",
              ENGINE + ".report",
              ENGINE + ".link",
              ENGINE + ".id");

  @ArchTest
  static final ArchRule insidesOfTheEngine_areSeenByDeployOnly =
      noClasses()
          .that()
          .resideInAnyPackage(HTTP, PERSISTENCE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ENGINE + ".cluster..", ENGINE + ".smtp..")
                  .or(
                      resideInAPackage(ENGINE + "..")
                          .and(nameMatching(".*(Entity|Courier)(\\$.*)?"))));

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.waypost.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule idLinkAndReport_arePure =
      noClasses()
          .that()
          .resideInAnyPackage(ID, LINK, REPORT)
          .should()
          .dependOnClassesThat(notPure());

  /** Of Jackson only annotations, which name the subtypes that travel between nodes. */
  @ArchTest
  static final ArchRule campaignRecipientAndDelivery_arePureButEntitiesAndSettings =
      noClasses()
          .that()
          .resideInAnyPackage(CAMPAIGN, RECIPIENT, DELIVERY)
          .and(doNot(nameMatching(".*(Entity|Settings)(\\$.*)?")))
          .should()
          .dependOnClassesThat(notPure());

  @ArchTest
  static final ArchRule wallClock_isHandedIn =
      noClasses()
          .that(areNot(DEPLOY, BENCH))
          .should(call(Instant.class, "now"))
          .orShould(call(System.class, "currentTimeMillis"))
          .orShould(call(System.class, "nanoTime"));

  @ArchTest
  static final ArchRule chance_isHandedIn =
      noClasses()
          .that(areNot(DEPLOY, BENCH))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule threads_neverSleep =
      noClasses().that(areNot(DEPLOY, BENCH)).should(call(Thread.class, "sleep"));

  @ArchTest
  static final ArchRule futures_areNeverWaitedFor =
      noClasses()
          .that(areNot(DEPLOY, BENCH))
          .should(call(CompletableFuture.class, "get"))
          .orShould(call(CompletableFuture.class, "join"))
          .orShould(call(Future.class, "get"));

  /** Of deploy, its settings, and the wiring that hands the finished configuration to Pekko. */
  @ArchTest
  static final ArchRule configuration_isReadInSettingsOnly =
      noClasses()
          .that(areNot("dev.waypost.deploy.setting.."))
          .and()
          .doNotHaveFullyQualifiedName("dev.waypost.deploy.NodeActors")
          .and(doNot(nameMatching(".*Settings(\\$.*)?")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.typesafe.config..");

  @ArchTest
  static final ArchRule environment_isReadInDeployOnly =
      noClasses().that(areNot(DEPLOY)).should(call(System.class, "getenv"));

  /** A suite speaks to its peers without what it compares them with. */
  @ArchTest
  static final ArchRule sql_livesInPersistenceAndOnePackageOfBenchOnly =
      noClasses()
          .that(areNot(PERSISTENCE, "dev.waypost.bench.postgres.."))
          .and()
          .doNotHaveSimpleName("PostgresProcess") // a server that tests kill
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..");

  @ArchTest
  static final ArchRule pekkoHttp_livesInHttpOnly =
      noClasses()
          .that(areNot(HTTP))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.pekko.http..");

  /** The scenarios hold answers against the API's document with it. */
  @ArchTest
  static final ArchRule databind_livesInJsonAndCodecOnly =
      noClasses()
          .that(
              areNot(
                  "dev.waypost.http.json..",
                  "dev.waypost.persistence.codec..",
                  "dev.waypost.deploy.system.."))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule names_sayWhatAThingIs =
      classes().that().areNotAnonymousClasses().should(haveNoBannedWord());

  @ArchTest
  static final ArchRule packages_haveADoorSign =
      classes().should(liveInAPackageWithADoorSign()).because("@NullMarked stands there");

  private static DescribedPredicate<JavaClass> areNot(String... packages) {
    return resideOutsideOfPackages(packages);
  }

  private static DescribedPredicate<JavaClass> notPure() {
    return resideInAnyPackage(
            "org.apache.pekko..",
            "org.slf4j..",
            "com.typesafe.config..",
            "com.fasterxml.jackson.databind..",
            "java.util.concurrent..")
        .and(not(nameMatching("java\\.util\\.concurrent\\.CompletionStage")))
        .as("frameworks or threads");
  }

  /** Whichever way it is called: overloads, and through the type or one below it. */
  private static ArchCondition<JavaClass> call(Class<?> owner, String method) {
    return new ArchCondition<>("call " + owner.getSimpleName() + "." + method) {
      @Override
      public void check(JavaClass caller, ConditionEvents events) {
        caller.getAccessesFromSelf().stream()
            .filter(access -> access.getTarget().getName().equals(method))
            .filter(access -> access.getTargetOwner().isAssignableTo(owner))
            .forEach(
                access ->
                    events.add(SimpleConditionEvent.satisfied(caller, access.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> haveNoBannedWord() {
    return new ArchCondition<>("have none of the words " + BANNED_WORDS) {
      @Override
      public void check(JavaClass named, ConditionEvents events) {
        var name = named.getSimpleName().replace(ALLOWED, "");
        var words = Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])"));
        if (words.anyMatch(BANNED_WORDS::contains)) {
          events.add(SimpleConditionEvent.violated(named, named.getName() + " says too little"));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> liveInAPackageWithADoorSign() {
    return new ArchCondition<>("live in a package with a marked package-info") {
      @Override
      public void check(JavaClass resident, ConditionEvents events) {
        if (!resident.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
          events.add(
              SimpleConditionEvent.violated(
                  resident, "no marked package-info beside " + resident.getName()));
        }
      }
    };
  }
}
