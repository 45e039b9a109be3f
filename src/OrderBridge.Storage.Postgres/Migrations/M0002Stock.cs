using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Migrations;

/// <summary>Counters, quotas, movements and open reservations. The CHECKs are the last guard below the arbiter. Room on the pages of counters keeps their updates off the index.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0002_Stock")]
internal sealed class M0002Stock : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE stock_levels (
            warehouse_id text COLLATE "C" NOT NULL,
            sku_id text COLLATE "C" NOT NULL,
            on_hand bigint NOT NULL CHECK (on_hand >= 0),
            reserved bigint NOT NULL CHECK (reserved >= 0),
            safety_stock bigint NOT NULL CHECK (safety_stock >= 0),
            damaged bigint NOT NULL CHECK (damaged >= 0),
            PRIMARY KEY (warehouse_id, sku_id)
        ) WITH (fillfactor = 50);

        CREATE TABLE stock_quotas (
            warehouse_id text COLLATE "C" NOT NULL,
            sku_id text COLLATE "C" NOT NULL,
            channel_id text COLLATE "C" NOT NULL,
            quota bigint NOT NULL CHECK (quota >= 0),
            used bigint NOT NULL CHECK (used >= 0),
            PRIMARY KEY (warehouse_id, sku_id, channel_id)
        );

        CREATE TABLE stock_movements (
            warehouse_id text COLLATE "C" NOT NULL,
            sku_id text COLLATE "C" NOT NULL,
            position bigint NOT NULL,
            ordinal integer NOT NULL,
            kind integer NOT NULL,
            channel_id text COLLATE "C" NOT NULL,
            reservation_id text COLLATE "C" NOT NULL,
            guarded boolean NOT NULL,
            expected_on_hand bigint,
            on_hand_delta bigint NOT NULL,
            reserved_delta bigint NOT NULL,
            safety_stock_delta bigint NOT NULL,
            damaged_delta bigint NOT NULL,
            on_hand_after bigint NOT NULL,
            reserved_after bigint NOT NULL,
            safety_stock_after bigint NOT NULL,
            damaged_after bigint NOT NULL,
            PRIMARY KEY (warehouse_id, sku_id, position, ordinal)
        );

        CREATE TABLE stock_reservations (
            reservation_id text COLLATE "C" NOT NULL PRIMARY KEY,
            channel_id text COLLATE "C" NOT NULL,
            owner_id text COLLATE "C" NOT NULL,
            held text COLLATE "C" NOT NULL
        );
        """);
}
