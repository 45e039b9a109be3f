using OrderBridge.Storage.Committing;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Timers that end and begin with the batch; one that does both leaves by its last word.</summary>
internal sealed class TimerWrites : IBatchPart
{
    private readonly Dictionary<(long Due, string Owner, string Kind), TimerRow?> _last = [];
    private readonly Column<long> _goneDue = Column.Int64();
    private readonly Column<string> _goneOwner = Column.Text();
    private readonly Column<string> _goneKind = Column.Text();
    private readonly Column<long> _newDue = Column.Int64();
    private readonly Column<string> _newOwner = Column.Text();
    private readonly Column<string> _newKind = Column.Text();
    private readonly Column<string> _newOwnerKind = Column.Text();

    public TimerWrites()
    {
        Statements =
        [
            new ArrayStatement("""
                DELETE FROM timers t USING {rows} n(due, owner_id, kind) WHERE t.due_time_us = n.due AND t.owner_id = n.owner_id AND t.kind = n.kind
                """, _goneDue, _goneOwner, _goneKind),
            new ArrayStatement("""
                INSERT INTO timers (due_time_us, owner_id, kind, owner_kind) SELECT * FROM {rows} n(due, owner_id, kind, owner_kind)
                ORDER BY n.due, n.owner_id, n.kind ON CONFLICT DO NOTHING
                """, _newDue, _newOwner, _newKind, _newOwnerKind),
        ];
    }

    public IEnumerable<ArrayStatement> Statements { get; }

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        _last.Clear();
        foreach (var change in writes.Accepted.SelectMany(c => c.Changes))
        {
            Array.ForEach(change.TimersGone, t => _last[(t.DueTimeUs, t.OwnerId, t.Kind)] = null);
            Array.ForEach(change.TimersNew, t => _last[(t.DueTimeUs, t.OwnerId, t.Kind)] = t);
        }

        foreach (var (key, timer) in _last)
        {
            Add(key, timer);
        }
    }

    private void Add((long Due, string Owner, string Kind) key, TimerRow? timer)
    {
        if (timer is null)
        {
            _goneDue.Add(key.Due);
            _goneOwner.Add(key.Owner);
            _goneKind.Add(key.Kind);
            return;
        }

        _newDue.Add(key.Due);
        _newOwner.Add(key.Owner);
        _newKind.Add(key.Kind);
        _newOwnerKind.Add(timer.OwnerKind);
    }
}
