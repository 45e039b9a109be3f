using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Keeping;

/// <summary>The SQL, prepared once.</summary>
internal sealed class WorkCommands : IDisposable
{
    private const string WorkColumns = "fulfilment_id, warehouse_id, step, marks, creates, cancels, lines, trace_parent";

    private readonly Statement _hasTask;
    private readonly Statement _addTask;
    private readonly Statement _findWork;
    private readonly Statement _openWork;
    private readonly Statement _putWork;
    private readonly Statement _outbox;
    private readonly Statement _addReport;
    private readonly Statement _removeReport;
    private readonly Statement _addRefusal;
    private readonly Statement _readToken;
    private readonly Statement _putToken;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollBack;
    private readonly SqliteConnection _connection;

    public WorkCommands(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new(connection, "BEGIN IMMEDIATE", 0);
        _commit = new(connection, "COMMIT", 0);
        _rollBack = new(connection, "ROLLBACK", 0);
        _hasTask = new(connection, "SELECT 1 FROM inbox WHERE task_id = $0", 1);
        _addTask = new(connection, "INSERT INTO inbox (task_id) VALUES ($0)", 1);
        _findWork = new(connection, $"SELECT {WorkColumns} FROM work WHERE fulfilment_id = $0", 1);
        _openWork = new(connection, $"SELECT {WorkColumns} FROM work WHERE ended = 0 ORDER BY fulfilment_id", 0);
        _putWork = new(
            connection,
            $"INSERT INTO work ({WorkColumns}, ended) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8) " +
            "ON CONFLICT (fulfilment_id) DO UPDATE SET step = $2, marks = $3, creates = $4, cancels = $5, lines = $6, trace_parent = $7, ended = $8",
            9);
        _outbox = new(connection, "SELECT report_id, fulfilment_id, kind, shipment_id, request, trace_parent FROM outbox ORDER BY number", 0);
        _addReport = new(
            connection, "INSERT INTO outbox (report_id, fulfilment_id, kind, shipment_id, request, trace_parent) VALUES ($0, $1, $2, $3, $4, $5)", 6);
        _removeReport = new(connection, "DELETE FROM outbox WHERE report_id = $0", 1);
        _addRefusal = new(connection, "INSERT OR IGNORE INTO refusals VALUES ($0, $1, $2, $3, $4)", 5);
        _readToken = new(connection, "SELECT resume_token FROM cursor", 0);
        _putToken = new(connection, "INSERT INTO cursor VALUES (1, $0) ON CONFLICT (id) DO UPDATE SET resume_token = $0", 1);
    }

    private IEnumerable<Statement> All =>
    [
        _hasTask, _addTask, _findWork, _openWork, _putWork, _outbox, _addReport, _removeReport, _addRefusal, _readToken, _putToken,
        _begin, _commit, _rollBack,
    ];

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void RollBack() => _rollBack.Run();

    public bool HasTask(string taskId) => _hasTask.Value(taskId) is not null;

    public void AddTask(string taskId) => _addTask.Run(taskId);

    public Work? FindWork(string fulfilmentId) => _findWork.Rows(ReadWork, fulfilmentId).SingleOrDefault();

    public List<Work> ReadOpenWork() => _openWork.Rows(ReadWork);

    public void PutWork(Work work) => _putWork.Run(
        work.FulfilmentId, work.WarehouseId, (int)work.Step, (int)work.Marks, work.Creates, work.Cancels,
        JsonSerializer.Serialize(work.Lines), work.TraceParent, work.IsEnded ? 1 : 0);

    public List<Report> ReadOutbox() => _outbox.Rows(row => Report.Restore(
        row.GetString(0), row.GetString(1), (ReportKind)row.GetInt32(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.GetString(5)));

    public void AddReport(Report report, byte[] request) =>
        _addReport.Run(report.ReportId, report.FulfilmentId, (int)report.Kind, report.ShipmentId, request, report.TraceParent);

    public void RemoveReport(string reportId) => _removeReport.Run(reportId);

    public void AddRefusal(Refusal refusal) => _addRefusal.Run(
        refusal.ReportId, refusal.FulfilmentId, refusal.Reason, refusal.Message, refusal.RefuseTime.ToUnixTimeMilliseconds());

    public string ReadToken() => _readToken.Value() as string ?? "";

    public void PutToken(string token) => _putToken.Run(token);

    public StoreTotals CountAll()
    {
        using var tasks = new Statement(_connection, "SELECT count(*) FROM inbox", 0);
        return new StoreTotals(
            (long)tasks.Value()!,
            CountBy("SELECT step, count(*) FROM work GROUP BY step", row => ((FulfilmentState)row.GetInt32(0)).ToString()),
            CountBy("SELECT reason, count(*) FROM refusals GROUP BY reason", row => row.GetString(0)));
    }

    public void Dispose()
    {
        foreach (var statement in All)
        {
            statement.Dispose();
        }
    }

    private Dictionary<string, long> CountBy(string sql, Func<SqliteDataReader, string> name)
    {
        using var statement = new Statement(_connection, sql, 0);
        return statement.Rows(row => (Name: name(row), Count: row.GetInt64(1))).ToDictionary(row => row.Name, row => row.Count);
    }

    private static Work ReadWork(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), JsonSerializer.Deserialize<ImmutableArray<WorkLine>>(row.GetString(6)))
        {
            Step = (FulfilmentState)row.GetInt32(2),
            Marks = (WorkMarks)row.GetInt32(3),
            Creates = row.GetInt32(4),
            Cancels = row.GetInt32(5),
            TraceParent = row.GetString(7),
        };
}
