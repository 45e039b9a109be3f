using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Versions of aggregates and cursors. First of all parts: who wins an aggregate here needs to fear nobody on its rows.</summary>
internal sealed class HeadWrites : IBatchPart
{
    private readonly HeadColumns _new = new();
    private readonly HeadColumns _moved = new();
    private readonly Column<string> _newCursor = Column.Text();
    private readonly Column<long> _newCursorPosition = Column.Int64();
    private readonly Column<string> _movedCursor = Column.Text();
    private readonly Column<long> _movedCursorPosition = Column.Int64();

    public HeadWrites()
    {
        Statements =
        [
            new ArrayStatement("INSERT INTO journal_heads SELECT * FROM {rows} n(id, version, hash, recorded) ORDER BY n.id", _new.All),
            // These exist and are held; the conflict finds each by its key, which a join does not promise.
            new ArrayStatement("""
                INSERT INTO journal_heads SELECT * FROM {rows} n(id, version, hash, recorded) ON CONFLICT (aggregate_id)
                DO UPDATE SET aggregate_version = excluded.aggregate_version, hash = excluded.hash, recorded_time_us = excluded.recorded_time_us
                """, _moved.All),
            new ArrayStatement("INSERT INTO journal_cursors SELECT * FROM {rows} n(name, position) ORDER BY n.name", _newCursor, _newCursorPosition),
            new ArrayStatement("""
                INSERT INTO journal_cursors SELECT * FROM {rows} n(name, position) ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """, _movedCursor, _movedCursorPosition),
        ];
    }

    public IEnumerable<ArrayStatement> Statements { get; }

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        var recorded = HashChain.Microseconds(writes.RecordedTime);
        foreach (var (id, head) in writes.Heads)
        {
            (known.Heads.Contains(id) ? _moved : _new).Add(id, head, recorded);
        }

        foreach (var (name, position) in Cursors(writes))
        {
            (known.Cursors.Contains(name) ? _movedCursor : _newCursor).Add(name);
            (known.Cursors.Contains(name) ? _movedCursorPosition : _newCursorPosition).Add(position);
        }
    }

    /// <summary>The last move of each.</summary>
    private static Dictionary<string, long> Cursors(BatchWrites writes)
    {
        var cursors = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var commit in writes.Accepted)
        {
            if (commit.Source.Cursor is { } cursor)
            {
                cursors[cursor.Name] = cursor.To;
            }
        }

        return cursors;
    }

    private sealed class HeadColumns
    {
        private readonly Column<string> _id = Column.Text();
        private readonly Column<long> _version = Column.Int64();
        private readonly Column<byte[]> _hash = Column.Bytes();
        private readonly Column<long> _recorded = Column.Int64();

        public Column[] All => [_id, _version, _hash, _recorded];

        public void Add(string id, AggregateHead head, long recorded)
        {
            _id.Add(id);
            _version.Add(head.Version);
            _hash.Add(head.Hash.ToArray());
            _recorded.Add(recorded);
        }
    }
}
