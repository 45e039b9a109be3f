using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Migrations;

/// <summary>
/// The journal with what belongs to it. Text compares by bytes, as in every other store, so that pages and locks have one order everywhere.
/// A partitioned table cannot have a unique index without its partition key, so the versions are guarded by <c>journal_heads</c>, one row per aggregate.
/// </summary>
[DbContext(typeof(StorageContext))]
[Migration("0001_Journal")]
internal sealed class M0001Journal : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(Journal);
        migrationBuilder.Sql(Positions);
        migrationBuilder.Sql(Partitions);
        migrationBuilder.Sql(Others);
    }

    private const string Journal = """
        CREATE TABLE journal (
            position bigint NOT NULL,
            aggregate_kind text COLLATE "C" NOT NULL,
            aggregate_id text COLLATE "C" NOT NULL,
            aggregate_version bigint NOT NULL CHECK (aggregate_version > 0),
            event_type text COLLATE "C" NOT NULL,
            payload bytea NOT NULL,
            actor text COLLATE "C" NOT NULL,
            cause_id text COLLATE "C" NOT NULL,
            request_id text COLLATE "C" NOT NULL,
            rule_revision text COLLATE "C" NOT NULL,
            occurred_time_us bigint NOT NULL,
            recorded_time_us bigint NOT NULL,
            hash bytea NOT NULL CHECK (length(hash) = 32),
            trace_parent text COLLATE "C" NOT NULL
        ) PARTITION BY RANGE (recorded_time_us);
        CREATE INDEX journal_position_order ON journal (position);
        CREATE INDEX journal_aggregate ON journal (aggregate_id, aggregate_version);

        CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The journal is append-only.';
        END $$;
        CREATE TRIGGER journal_keeps_rows BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse();
        CREATE TRIGGER journal_loses_nothing BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

        CREATE TABLE journal_heads (
            aggregate_id text COLLATE "C" NOT NULL PRIMARY KEY,
            aggregate_version bigint NOT NULL,
            hash bytea NOT NULL,
            recorded_time_us bigint NOT NULL
        ) WITH (fillfactor = 80);
        """;

    /// <summary>
    /// Positions are given under a lock that lasts until the transaction has ended, so they are given in the order in which transactions become visible:
    /// whoever sees a position sees all below it that will ever be. A sequence holds the number, because a counter row would leave a dead version per commit.
    /// </summary>
    private const string Positions = """
        CREATE SEQUENCE journal_position;
        CREATE FUNCTION journal_reserve(records bigint) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            first bigint;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('orderbridge'), 1);
            first := nextval('journal_position');
            PERFORM setval('journal_position', first + records - 1);
            RETURN first;
        END $$;
        """;

    /// <summary>Made apart and attached, which unlike CREATE ... PARTITION OF does not wait for running transactions.</summary>
    private const string Partitions = """
        CREATE FUNCTION journal_make_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
        DECLARE
            name text := 'journal_' || to_char(month, 'YYYYMM');
            first_us bigint := (month - date '1970-01-01')::bigint * 86400000000;
            after_us bigint := ((month + interval '1 month')::date - date '1970-01-01')::bigint * 86400000000;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('orderbridge'), 2);
            IF to_regclass(name) IS NULL THEN
                EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
                EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name, first_us, after_us);
            END IF;
        END $$;
        """;

    private const string Others = """
        CREATE TABLE journal_cursors (
            name text COLLATE "C" NOT NULL PRIMARY KEY,
            position bigint NOT NULL
        );

        CREATE TABLE journal_leases (
            name text COLLATE "C" NOT NULL PRIMARY KEY,
            holder text COLLATE "C" NOT NULL,
            until timestamptz NOT NULL
        );

        CREATE TABLE journal_requests (
            key text COLLATE "C" NOT NULL PRIMARY KEY,
            body_hash text COLLATE "C" NOT NULL,
            recorded_time_us bigint NOT NULL
        );
        CREATE INDEX journal_requests_age ON journal_requests (recorded_time_us);

        CREATE TABLE raw_payloads (
            hash text COLLATE "C" NOT NULL PRIMARY KEY,
            source text COLLATE "C" NOT NULL,
            content_type text COLLATE "C" NOT NULL,
            encoding integer NOT NULL,
            size_bytes integer NOT NULL,
            content bytea NOT NULL
        );
        ALTER TABLE raw_payloads ALTER COLUMN content SET STORAGE EXTERNAL;

        CREATE TABLE quarantine (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            source text COLLATE "C" NOT NULL,
            reason text COLLATE "C" NOT NULL,
            message text COLLATE "C" NOT NULL,
            raw_hash text COLLATE "C" NOT NULL,
            recorded_time_us bigint NOT NULL
        );
        CREATE INDEX quarantine_age ON quarantine (recorded_time_us);

        CREATE TABLE timers (
            due_time_us bigint NOT NULL,
            owner_id text COLLATE "C" NOT NULL,
            kind text COLLATE "C" NOT NULL,
            owner_kind text COLLATE "C" NOT NULL,
            claimed_by text COLLATE "C",
            claimed_until timestamptz,
            PRIMARY KEY (due_time_us, owner_id, kind)
        );
        """;
}
