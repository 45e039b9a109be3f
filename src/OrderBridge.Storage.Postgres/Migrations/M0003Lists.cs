using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Migrations;

/// <summary>List rows of orders, fulfilment orders and parcels. Partial indexes, where most rows have nothing to find.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0003_Lists")]
internal sealed class M0003Lists : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE orders_orders (
            order_id text COLLATE "C" NOT NULL PRIMARY KEY,
            channel_id text COLLATE "C" NOT NULL,
            shop_id text COLLATE "C" NOT NULL,
            channel_order_id text COLLATE "C" NOT NULL,
            state integer NOT NULL,
            order_time_us bigint NOT NULL,
            pay_time_us bigint,
            priority integer NOT NULL,
            buyer_phone_hash text COLLATE "C" NOT NULL,
            recipient_phone_hash text COLLATE "C" NOT NULL,
            reject_reason text COLLATE "C" NOT NULL
        );
        CREATE INDEX orders_by_time ON orders_orders (order_time_us DESC, order_id);
        CREATE INDEX orders_by_state ON orders_orders (state, order_time_us DESC, order_id);
        CREATE INDEX orders_by_channel ON orders_orders (channel_id, order_time_us DESC, order_id);
        CREATE INDEX orders_by_buyer ON orders_orders (buyer_phone_hash) WHERE buyer_phone_hash <> '';
        CREATE INDEX orders_by_recipient ON orders_orders (recipient_phone_hash) WHERE recipient_phone_hash <> '';
        CREATE INDEX orders_by_reject_reason ON orders_orders (reject_reason) WHERE reject_reason <> '';

        CREATE TABLE orders_lines (
            sku_id text COLLATE "C" NOT NULL,
            order_time_us bigint NOT NULL,
            order_id text COLLATE "C" NOT NULL,
            open_pieces bigint NOT NULL,
            PRIMARY KEY (sku_id, order_time_us, order_id)
        );

        CREATE TABLE fulfilment_orders (
            fulfilment_id text COLLATE "C" NOT NULL PRIMARY KEY,
            order_id text COLLATE "C" NOT NULL,
            warehouse_id text COLLATE "C" NOT NULL,
            number integer NOT NULL,
            state integer NOT NULL,
            create_time_us bigint NOT NULL
        );
        CREATE INDEX fulfilment_orders_by_order ON fulfilment_orders (order_id, number);
        CREATE INDEX fulfilment_orders_by_time ON fulfilment_orders (create_time_us DESC, fulfilment_id);

        CREATE TABLE shipments (
            shipment_id text COLLATE "C" NOT NULL PRIMARY KEY,
            carrier_code text COLLATE "C" NOT NULL,
            tracking_number text COLLATE "C" NOT NULL,
            state integer NOT NULL,
            has_open_incident boolean NOT NULL,
            create_time_us bigint NOT NULL
        );
        CREATE INDEX shipments_by_number ON shipments (tracking_number);
        CREATE INDEX shipments_by_time ON shipments (create_time_us DESC, shipment_id);
        CREATE INDEX shipments_by_incident ON shipments (create_time_us DESC) WHERE has_open_incident;

        CREATE TABLE shipments_links (
            order_id text COLLATE "C" NOT NULL,
            fulfilment_id text COLLATE "C" NOT NULL,
            shipment_id text COLLATE "C" NOT NULL,
            PRIMARY KEY (order_id, fulfilment_id, shipment_id)
        );
        CREATE INDEX shipments_links_by_shipment ON shipments_links (shipment_id);
        """);
}
