using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Sqlite.Migrations;

/// <summary>The journal with what belongs to it. SQL, because EF cannot say WITHOUT ROWID or append-only.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0001_Journal")]
internal sealed class M0001Journal : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE journal (
            position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            aggregate_kind TEXT NOT NULL,
            aggregate_id TEXT NOT NULL,
            aggregate_version INTEGER NOT NULL CHECK (aggregate_version > 0),
            event_type TEXT NOT NULL,
            payload BLOB NOT NULL,
            actor TEXT NOT NULL,
            cause_id TEXT NOT NULL,
            request_id TEXT NOT NULL,
            rule_revision TEXT NOT NULL,
            occurred_time_us INTEGER NOT NULL,
            recorded_time_us INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        );
        CREATE UNIQUE INDEX journal_aggregate ON journal (aggregate_id, aggregate_version);
        CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END;
        CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END;

        CREATE TABLE journal_cursors (
            name TEXT NOT NULL PRIMARY KEY,
            position INTEGER NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE journal_requests (
            key TEXT NOT NULL PRIMARY KEY,
            body_hash TEXT NOT NULL,
            recorded_time_us INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX journal_requests_age ON journal_requests (recorded_time_us);

        CREATE TABLE raw_payloads (
            hash TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            content_type TEXT NOT NULL,
            encoding INTEGER NOT NULL,
            size_bytes INTEGER NOT NULL,
            content BLOB NOT NULL
        );

        CREATE TABLE quarantine (
            id TEXT NOT NULL PRIMARY KEY,
            source TEXT NOT NULL,
            reason TEXT NOT NULL,
            message TEXT NOT NULL,
            raw_hash TEXT NOT NULL,
            recorded_time_us INTEGER NOT NULL
        );
        CREATE INDEX quarantine_age ON quarantine (recorded_time_us);

        CREATE TABLE timers (
            due_time_us INTEGER NOT NULL,
            owner_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            owner_kind TEXT NOT NULL,
            PRIMARY KEY (due_time_us, owner_id, kind)
        ) WITHOUT ROWID;
        """);
}
