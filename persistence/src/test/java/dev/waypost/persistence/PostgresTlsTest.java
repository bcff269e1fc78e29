package dev.waypost.persistence;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a server that speaks TLS, with a certificate for localhost that it signed itself. */
class PostgresTlsTest {
  private static final char[] PASSWORD = "for this test".toCharArray();

  @TempDir static Path folder;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    makeCertificate();
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", folder.resolve("server.crt").toString())
            .setServerConfig("ssl_key_file", folder.resolve("server.key").toString())
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void open_withTheCertificateOfTheServer_isEncrypted() throws StartRefused {
    var trusted = "sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt");
    try (var database = open("localhost", trusted)) {
      var sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
      Optional<Boolean> encrypted =
          await(database.read(session -> Query.of(session, sql).first(row -> row.getBoolean(1))));
      assertThat(encrypted).contains(true);
    }
  }

  @Test
  void open_withTheCertificateOfAnotherName_isRefused() {
    var trusted = "sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt");

    assertThatThrownBy(() -> open("127.0.0.1", trusted))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContaining("WAYPOST_DB");
  }

  /** As a URL to another machine gets it by default. */
  @Test
  void open_withACertificateThatNobodyKnows_isRefused() {
    var byDefault = "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslmode=verify-full";

    assertThatThrownBy(() -> open("localhost", byDefault))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContainingAll("TLS", "sslrootcert");
  }

  @Test
  void open_whereTlsIsDemandedAndThereIsNone_isRefused() {
    var plain = PostgresServer.fresh();
    var demanding =
        new PostgresAddress(plain.url() + "?sslmode=require", plain.user(), plain.password());

    assertThatThrownBy(
            () -> PostgresDatabase.open(demanding, TestDatabase.SETTINGS, new SplittableRandom(7)))
        .isInstanceOf(StartRefused.ServerRejects.class)
        .hasMessageContaining("sslmode");
  }

  private static Database open(String host, String parameters) throws StartRefused {
    var url = "jdbc:postgresql://%s:%d/postgres?%s".formatted(host, server.getPort(), parameters);
    return PostgresDatabase.open(
        new PostgresAddress(url, Optional.of("postgres"), Optional.empty()),
        TestDatabase.SETTINGS,
        new SplittableRandom(7));
  }

  private static void makeCertificate() throws Exception {
    var store = folder.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD));
    var made = new ProcessBuilder(command).inheritIO().start();
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    var key = keys.getKey("server", PASSWORD);
    write("server.crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    write("server.key", "PRIVATE KEY", key.getEncoded());
  }

  private static void write(String name, String what, byte[] content) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    var text = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, lines, what);
    var file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
