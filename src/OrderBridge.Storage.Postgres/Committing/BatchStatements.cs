using Npgsql;
using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Writes a decided batch in one round trip: all tables that need no position first, then the positions, the journal, and the commit.</summary>
internal sealed class BatchStatements(RowTables tables, string hubId)
{
    /// <summary>Where hubs hear of each other's commits; the payload is the hub's id, a colon, and the last position.</summary>
    public const string Channel = "orderbridge_journal";

    /// <summary>A batch's positions end where its session last set the sequence.</summary>
    private const string PositionBase = "(currval('journal_position') - current_setting('orderbridge.records')::bigint)";

    private readonly IBatchPart[] _parts = [new HeadWrites(), new MessageWrites(), new StockWrites(), new TimerWrites(), new RowWrites(tables)];
    private readonly JournalWrites _journal = new(PositionBase);

    /// <summary>Returns the position of the first record; 1 when there is none.</summary>
    public long Write(WriterSession session, BatchWrites writes, KnownKeys known)
    {
        var statements = new List<NpgsqlBatchCommand>();
        foreach (var part in _parts)
        {
            Add(part, writes, known, statements);
        }

        var records = writes.Records.Count;
        if (records > 0)
        {
            statements.Add(Reserve(records));
            Add(_journal, writes, known, statements);
            statements.Add(Notify());
        }

        using var reader = session.Commit(statements);
        var first = records > 0 && reader.Read() ? reader.GetInt64(0) : 1;
        while (reader.NextResult())
        {
        }

        return first;
    }

    private static void Add(IBatchPart part, BatchWrites writes, KnownKeys known, List<NpgsqlBatchCommand> statements)
    {
        foreach (var statement in part.Statements)
        {
            statement.Clear();
        }

        part.Fill(writes, known);
        statements.AddRange(part.Statements.Where(s => !s.IsEmpty).Select(s => s.ToCommand()));
    }

    private static NpgsqlBatchCommand Reserve(long records) =>
        new("SELECT journal_reserve($1), set_config('orderbridge.records', $1::text, true)") { Parameters = { new NpgsqlParameter<long> { TypedValue = records } } };

    private NpgsqlBatchCommand Notify() =>
        new($"SELECT pg_notify('{Channel}', $1 || ':' || currval('journal_position'))") { Parameters = { new NpgsqlParameter<string> { TypedValue = hubId } } };
}
