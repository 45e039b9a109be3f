using Microsoft.Data.Sqlite;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>A slow disk that the test controls: SQLite's write lock, held by somebody else. The hub's writer waits for it, minutes if need be.</summary>
public sealed class StoreHold : IDisposable
{
    private readonly SqliteConnection _connection;

    private StoreHold(SqliteConnection connection) => _connection = connection;

    public static StoreHold Take(string database)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        Run(connection, "BEGIN IMMEDIATE");
        return new StoreHold(connection);
    }

    /// <summary>Lets the writer go on.</summary>
    public void Dispose()
    {
        if (_connection.State is System.Data.ConnectionState.Open)
        {
            Run(_connection, "ROLLBACK");
        }

        _connection.Dispose();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
