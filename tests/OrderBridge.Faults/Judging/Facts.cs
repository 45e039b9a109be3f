using System.Globalization;
using Npgsql;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Kernel.Journaling;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;

namespace OrderBridge.Faults.Judging;

/// <summary>
/// What the journal says happened, read from the database itself, behind the hubs' backs. Each is a sentence that must be there once at most; what was
/// acknowledged must be there. One reader at a time.
/// </summary>
internal sealed class Facts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly List<TaskSeen> _dispatches = [];

    /// <summary>Facts, and how often each happened.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public IReadOnlyCollection<string> EventIds => _eventIds;

    /// <summary>Tasks that were put out as new work or once more.</summary>
    public IReadOnlyList<TaskSeen> Dispatches => _dispatches;

    public long Position { get; private set; }

    /// <summary>Reads on from where it ended.</summary>
    public void ReadOn(NpgsqlConnection database)
    {
        using var ask = new NpgsqlCommand(
            "SELECT position, aggregate_id, aggregate_version, request_id, payload FROM journal WHERE position > $1 ORDER BY position", database);
        ask.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Position });
        using var row = ask.ExecuteReader();
        while (row.Read())
        {
            Position = row.GetInt64(0);
            var (id, version) = (row.GetString(1), row.GetInt64(2));
            var eventId = JournalRecord.IdOf(id, version);
            _eventIds.Add(eventId);
            Take(eventId, id, row.GetString(3), Event.Parser.ParseFrom(row.GetFieldValue<byte[]>(4)));
        }
    }

    private void Take(string eventId, string id, string requestId, Event happened)
    {
        if (FactOf(id, requestId, happened) is { } fact)
        {
            _counts[fact] = _counts.GetValueOrDefault(fact) + 1;
        }

        if (happened.PayloadCase is Payload.FulfilmentDispatched)
        {
            _dispatches.Add(new TaskSeen(eventId, Contracts.Fulfilment.V1.TaskKind.Create, id, happened.FulfilmentDispatched.Attempt));
        }
    }

    private static string? FactOf(string id, string requestId, Event happened) => happened.PayloadCase switch
    {
        Payload.OrderReceived => $"received {id}",
        Payload.PaymentRecorded when happened.PaymentRecorded.TransactionId.Length > 0 => $"paid {id} {happened.PaymentRecorded.TransactionId}",
        Payload.CancellationRequested => $"cancellation {id}",
        Payload.OrderCancelled => $"cancelled {id}",
        Payload.OrderApproved => $"approved {id}",
        Payload.StockReserved => $"reserved {id}",
        Payload.ReservationCommitted => $"committed {id}",
        Payload.ReservationReleased => $"released {id}",
        Payload.ReservationExpired => $"expired {id}",
        Payload.ReservationConsumed => $"consumed {id}",
        Payload.StockAdjusted => $"adjusted {requestId} {happened.StockAdjusted.SkuId}",
        Payload.FulfilmentCreated => $"work for {happened.FulfilmentCreated.OrderId}",
        Payload.FulfilmentDispatched => string.Create(CultureInfo.InvariantCulture, $"dispatched {id} {happened.FulfilmentDispatched.Attempt}"),
        _ => ReportIdOf(happened) is { Length: > 0 } report ? $"report {id} {report}" : null,
    };

    private static string? ReportIdOf(Event happened) => happened.PayloadCase switch
    {
        Payload.FulfilmentProgressed => happened.FulfilmentProgressed.ReportId,
        Payload.FulfilmentShipped => happened.FulfilmentShipped.ReportId,
        Payload.FulfilmentCancelled => happened.FulfilmentCancelled.ReportId,
        _ => null,
    };
}
