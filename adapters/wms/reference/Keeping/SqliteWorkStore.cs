using Google.Protobuf;
using Microsoft.Data.Sqlite;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Keeping;

/// <summary>
/// One SQLite file. A warehouse with a database of its own puts the five tables of <see cref="WorkSchema"/> there. Not thread-safe: the
/// floor's one thread owns it.
/// </summary>
public sealed class SqliteWorkStore : IWorkStore
{
    private const int Busy = 5; // SQLITE_BUSY
    private const int ReadOnly = 8; // SQLITE_READONLY
    private const int CannotOpen = 14; // SQLITE_CANTOPEN

    private readonly SqliteConnection _connection;
    private readonly WorkCommands _commands;

    private SqliteWorkStore(SqliteConnection connection)
    {
        _connection = connection;
        WorkSchema.Create(connection);
        _commands = new WorkCommands(connection);
        ResumeToken = _commands.ReadToken();
        Totals = _commands.CountAll();
    }

    public string ResumeToken { get; private set; }

    public StoreTotals Totals { get; }

    /// <exception cref="IOException">Another process works in the directory.</exception>
    public static SqliteWorkStore Open(string directory)
    {
        Directory.CreateDirectory(directory);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "reference-wms.db"),
            DefaultTimeout = 2, // Seconds to wait for a process that is just ending.
            Pooling = false, // Closing must close the file, so that the next process finds no lock.
        }.ToString());
        try
        {
            connection.Open();
            return new SqliteWorkStore(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Busy)
        {
            connection.Dispose();
            throw new IOException($"Another process works in {directory}; give this one a --data of its own.", e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is ReadOnly or CannotOpen)
        {
            connection.Dispose();
            throw new IOException($"This account cannot write {connection.DataSource}; give it the folder, or choose another with --data.", e);
        }
    }

    public bool HasSeen(string taskId) => _commands.HasTask(taskId);

    public Work? Find(string fulfilmentId) => _commands.FindWork(fulfilmentId);

    public IReadOnlyList<Work> LoadOpenWork() => _commands.ReadOpenWork();

    public IReadOnlyList<Report> LoadOutbox() => _commands.ReadOutbox();

    public void Save(Changes changes)
    {
        _commands.Begin();
        try
        {
            SaveTasks(changes);
            SaveReports(changes);
            _commands.Commit();
        }
        catch
        {
            _commands.RollBack();
            throw;
        }

        ResumeToken = changes.ResumeToken ?? ResumeToken;
    }

    public void Dispose()
    {
        _commands.Dispose();
        _connection.Dispose();
    }

    private void SaveTasks(Changes changes)
    {
        foreach (var taskId in changes.TaskIds)
        {
            _commands.AddTask(taskId);
        }

        foreach (var work in changes.Work)
        {
            _commands.PutWork(work);
        }

        if (changes.ResumeToken is { } token)
        {
            _commands.PutToken(token);
        }
    }

    private void SaveReports(Changes changes)
    {
        foreach (var report in changes.NewReports)
        {
            _commands.AddReport(report, report.Request.ToByteArray());
        }

        foreach (var reportId in changes.AnsweredReports)
        {
            _commands.RemoveReport(reportId);
        }

        foreach (var refusal in changes.Refusals)
        {
            _commands.AddRefusal(refusal);
        }
    }
}
