using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Sqlite.Migrations;

/// <summary>Counters, quotas, movements and open reservations. The CHECKs are the last guard below the arbiter.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0002_Stock")]
internal sealed class M0002Stock : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE stock_levels (
            warehouse_id TEXT NOT NULL,
            sku_id TEXT NOT NULL,
            on_hand INTEGER NOT NULL CHECK (on_hand >= 0),
            reserved INTEGER NOT NULL CHECK (reserved >= 0),
            safety_stock INTEGER NOT NULL CHECK (safety_stock >= 0),
            damaged INTEGER NOT NULL CHECK (damaged >= 0),
            PRIMARY KEY (warehouse_id, sku_id)
        ) WITHOUT ROWID;

        CREATE TABLE stock_quotas (
            warehouse_id TEXT NOT NULL,
            sku_id TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            quota INTEGER NOT NULL CHECK (quota >= 0),
            used INTEGER NOT NULL CHECK (used >= 0),
            PRIMARY KEY (warehouse_id, sku_id, channel_id)
        ) WITHOUT ROWID;

        CREATE TABLE stock_movements (
            warehouse_id TEXT NOT NULL,
            sku_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            channel_id TEXT NOT NULL,
            reservation_id TEXT NOT NULL,
            guarded INTEGER NOT NULL,
            expected_on_hand INTEGER,
            on_hand_delta INTEGER NOT NULL,
            reserved_delta INTEGER NOT NULL,
            safety_stock_delta INTEGER NOT NULL,
            damaged_delta INTEGER NOT NULL,
            on_hand_after INTEGER NOT NULL,
            reserved_after INTEGER NOT NULL,
            safety_stock_after INTEGER NOT NULL,
            damaged_after INTEGER NOT NULL,
            PRIMARY KEY (warehouse_id, sku_id, position, ordinal)
        ) WITHOUT ROWID;

        CREATE TABLE stock_reservations (
            reservation_id TEXT NOT NULL PRIMARY KEY,
            channel_id TEXT NOT NULL,
            owner_id TEXT NOT NULL,
            held TEXT NOT NULL
        ) WITHOUT ROWID;
        """);
}
