using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>
/// The records and what names their positions. Last of all parts, after <c>journal_reserve</c> has given the positions: from there to the end of the
/// transaction hubs stand in line. Rows carry their place in the batch, from 1; <c>{base}</c> stands for the position before the first.
/// </summary>
internal sealed class JournalWrites : IBatchPart
{
    private readonly Column<long> _place = Column.Int64();
    private readonly Column<string> _kind = Column.Text();
    private readonly Column<string> _id = Column.Text();
    private readonly Column<long> _version = Column.Int64();
    private readonly Column<string> _type = Column.Text();
    private readonly Column<byte[]> _payload = Column.Bytes();
    private readonly Column<string> _actor = Column.Text();
    private readonly Column<string> _cause = Column.Text();
    private readonly Column<string> _request = Column.Text();
    private readonly Column<string> _rule = Column.Text();
    private readonly Column<long> _occurred = Column.Int64();
    private readonly Column<long> _recorded = Column.Int64();
    private readonly Column<byte[]> _hash = Column.Bytes();
    private readonly Column<string> _trace = Column.Text();
    private readonly MovementColumns _movements = new();

    public JournalWrites(string positionBase)
    {
        Statements =
        [
            new ArrayStatement($$"""
                INSERT INTO journal (position, aggregate_kind, aggregate_id, aggregate_version, event_type, payload, actor, cause_id, request_id,
                    rule_revision, occurred_time_us, recorded_time_us, hash, trace_parent)
                SELECT {{positionBase}} + n.place, n.kind, n.id, n.version, n.type, n.payload, n.actor, n.cause, n.request, n.rule, n.occurred, n.recorded, n.hash,
                    n.trace
                FROM {rows} n(place, kind, id, version, type, payload, actor, cause, request, rule, occurred, recorded, hash, trace)
                """, _place, _kind, _id, _version, _type, _payload, _actor, _cause, _request, _rule, _occurred, _recorded, _hash,
                _trace),
            new ArrayStatement($$"""
                INSERT INTO stock_movements (position, warehouse_id, sku_id, channel_id, reservation_id, ordinal, kind, guarded, expected_on_hand,
                    on_hand_delta, reserved_delta, safety_stock_delta, damaged_delta, on_hand_after, reserved_after, safety_stock_after, damaged_after)
                SELECT {{positionBase}} + n.place, n.c1, n.c2, n.c3, n.c4, n.c5, n.c6, n.c7, n.c8, n.c9, n.c10, n.c11, n.c12, n.c13, n.c14, n.c15, n.c16
                FROM {rows} n(place, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16)
                """, _movements.All),
        ];
    }

    public IEnumerable<ArrayStatement> Statements { get; }

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        writes.Records.ForEach(Add);
        writes.Movements.ForEach(_movements.Add);
    }

    private void Add(JournalRecord record)
    {
        _place.Add(record.Position);
        _kind.Add(record.AggregateKind);
        _id.Add(record.AggregateId);
        _version.Add(record.AggregateVersion);
        _type.Add(record.EventType);
        _payload.Add(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(record.Payload, out var whole) && whole.Count == whole.Array!.Length
            ? whole.Array
            : record.Payload.ToArray());
        _actor.Add(record.Actor);
        _cause.Add(record.CauseId);
        _request.Add(record.RequestId);
        _rule.Add(record.RuleRevision);
        _occurred.Add(HashChain.Microseconds(record.OccurredTime));
        _recorded.Add(HashChain.Microseconds(record.RecordedTime));
        _hash.Add(record.Hash.ToArray());
        _trace.Add(record.TraceParent);
    }

    private sealed class MovementColumns
    {
        private readonly Column<long> _place = Column.Int64();
        private readonly Column<string> _warehouse = Column.Text();
        private readonly Column<string> _sku = Column.Text();
        private readonly Column<string> _channel = Column.Text();
        private readonly Column<string> _reservation = Column.Text();
        private readonly Column<int> _ordinal = Column.Int32();
        private readonly Column<int> _kind = Column.Int32();
        private readonly Column<bool> _guarded = new("boolean[]");
        private readonly Column<long?> _expected = new("bigint[]");
        private readonly Column<long>[] _numbers = [.. Enumerable.Range(0, 8).Select(_ => Column.Int64())];

        public Column[] All => [_place, _warehouse, _sku, _channel, _reservation, _ordinal, _kind, _guarded, _expected, .. _numbers];

        public void Add(BookedMovement booked)
        {
            var (position, ordinal, movement, after) = booked;
            _place.Add(position);
            _warehouse.Add(movement.Key.WarehouseId);
            _sku.Add(movement.Key.SkuId);
            _channel.Add(movement.ChannelId);
            _reservation.Add(movement.ReservationId);
            _ordinal.Add(ordinal);
            _kind.Add((int)movement.Kind);
            _guarded.Add(movement.Guarded);
            _expected.Add(movement.ExpectedOnHand);
            Add([movement.OnHand, movement.Reserved, movement.SafetyStock, movement.Damaged, after.OnHand, after.Reserved, after.SafetyStock, after.Damaged]);
        }

        private void Add(ReadOnlySpan<long> numbers)
        {
            for (var i = 0; i < _numbers.Length; i++)
            {
                _numbers[i].Add(numbers[i]);
            }
        }
    }
}
