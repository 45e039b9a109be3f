using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Migrations;

/// <summary>Fulfilment orders and parcels by state, newest first: the few that need somebody, among all that ever were.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0004_ListsByState")]
internal sealed class M0004ListsByState : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE INDEX fulfilment_orders_by_state ON fulfilment_orders (state, create_time_us DESC, fulfilment_id);
        CREATE INDEX shipments_by_state ON shipments (state, create_time_us DESC, shipment_id);
        """);
}
