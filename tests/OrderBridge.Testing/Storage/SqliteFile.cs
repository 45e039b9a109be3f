using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;
using OrderBridge.Storage.Sqlite;

namespace OrderBridge.Testing.Storage;

/// <summary>A database file in a directory of its own, gone with the test.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orderbridge-");

    public string FilePath => Path.Combine(_directory.FullName, "orderbridge.db");

    public SqliteStorage Open(TimeProvider timeProvider, StorageOptions? options = null, IEventCodec? codec = null, ILogger? logger = null) =>
        SqliteStorage.Open(FilePath, codec ?? new JsonEventCodec(), options ?? new StorageOptions(), timeProvider, logger ?? NullLogger.Instance);

    /// <summary>Runs SQL behind the store's back.</summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>The file as a crash at this moment would leave it.</summary>
    public SqliteFile Copy()
    {
        using var reader = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        reader.Open();
        using var moment = reader.BeginTransaction(deferred: true);
        Look(reader, moment); // As long as somebody reads, the log is not begun anew between the two copies: no crash leaves an old file beside a new log.
        var copy = new SqliteFile();
        foreach (var suffix in (string[])["", "-wal"])
        {
            if (File.Exists(FilePath + suffix))
            {
                // Another process copies: closing a second handle in this one would drop SQLite's own locks on the file.
                using var copying = Process.Start("cp", [FilePath + suffix, copy.FilePath + suffix]);
                copying.WaitForExit();
            }
        }

        return copy;
    }

    private static void Look(SqliteConnection reader, SqliteTransaction moment)
    {
        using var command = reader.CreateCommand();
        command.Transaction = moment;
        command.CommandText = "SELECT count(*) FROM sqlite_master";
        command.ExecuteScalar();
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
