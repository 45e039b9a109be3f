using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Sqlite.Migrations;

/// <summary>The trace that wrote a record. Older records have none.</summary>
[DbContext(typeof(StorageContext))]
[Migration("0004_Traces")]
internal sealed class M0004Traces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE journal ADD COLUMN trace_parent TEXT NOT NULL DEFAULT '';");
}
