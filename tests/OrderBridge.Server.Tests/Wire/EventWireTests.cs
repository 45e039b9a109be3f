using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Lifecycle;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.Tests.Wire;

public sealed class EventWireTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ToWire_Record_MergesTheEnvelopeIntoTheStoredPayload()
    {
        var (eventType, payload) = new EventCodec().Encode(new ReservationCommitted("res_1"));
        var record = new JournalRecord(
            42, "reservation", "res_1", 3, eventType, payload, "channel:shopify", "ord_1.4", "req-1", "r7", Noon, Noon.AddTicks(10), default)
        {
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

        Assert.Equal(
            new EventsV1.Event
            {
                EventId = "res_1.3",
                EventType = "stock.reservation_committed",
                AggregateKind = "reservation",
                AggregateId = "res_1",
                AggregateVersion = 3,
                Position = 42,
                OccurredTime = Noon.ToWire(),
                RecordTime = Noon.AddTicks(10).ToWire(),
                CauseId = "ord_1.4",
                RequestId = "req-1",
                Actor = "channel:shopify",
                RuleRevision = "r7",
                SchemaRevision = 1,
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                ReservationCommitted = new() { ReservationId = "res_1" },
            },
            record.ToWire());
    }
}
