using Microsoft.Data.Sqlite;

namespace OrderBridge.ReferenceWms.Keeping;

/// <summary>Five tables. Times are Unix milliseconds.</summary>
internal static class WorkSchema
{
    // FULL: a task is confirmed to the hub only when the disk has it, also when the power fails.
    // EXCLUSIVE: two processes on one inbox would do everything twice.
    private const string Pragmas =
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT;";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS inbox (
            task_id TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS work (
            fulfilment_id TEXT PRIMARY KEY,
            warehouse_id TEXT NOT NULL,
            step INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            marks INTEGER NOT NULL,
            creates INTEGER NOT NULL,
            cancels INTEGER NOT NULL,
            lines TEXT NOT NULL,
            trace_parent TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS work_open ON work (fulfilment_id) WHERE ended = 0;
        CREATE TABLE IF NOT EXISTS outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            report_id TEXT NOT NULL UNIQUE,
            fulfilment_id TEXT NOT NULL,
            kind INTEGER NOT NULL,
            shipment_id TEXT NOT NULL,
            request BLOB NOT NULL,
            trace_parent TEXT NOT NULL DEFAULT '');
        CREATE TABLE IF NOT EXISTS refusals (
            report_id TEXT PRIMARY KEY,
            fulfilment_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            message TEXT NOT NULL,
            refuse_time INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS cursor (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            resume_token TEXT NOT NULL);
        """;

    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas + Tables;
        command.ExecuteNonQuery();
        Complete(command, "work");
        Complete(command, "outbox");
    }

    /// <summary>A file of before traces were kept.</summary>
    private static void Complete(SqliteCommand command, string table)
    {
        command.CommandText = $"SELECT count(*) FROM pragma_table_info('{table}') WHERE name = 'trace_parent'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            command.CommandText = $"ALTER TABLE {table} ADD COLUMN trace_parent TEXT NOT NULL DEFAULT ''";
            command.ExecuteNonQuery();
        }
    }
}
