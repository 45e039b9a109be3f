using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using EventsV1 = OrderBridge.Contracts.Events.V1;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;
using StockV1 = OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Server.WireFormat;

/// <content>Events of stock.</content>
public sealed partial class EventCodec
{
    private static EventsV1.Event? StockToWire(IDomainEvent happened) => happened switch
    {
        StockReserved e => new()
        {
            StockReserved = new()
            {
                ReservationId = e.ReservationId,
                OwnerId = e.OwnerId,
                ChannelId = e.ChannelId,
                Lines = { StockLinesOf(e.Lines) },
                ExpireTime = e.ExpireTime.ToWire(),
                WantedLines = { StockLinesOf(e.Wanted) },
            },
        },
        ReservationExtended e => new() { ReservationExtended = new() { ReservationId = e.ReservationId, ExpireTime = e.ExpireTime.ToWire() } },
        ReservationCommitted e => new() { ReservationCommitted = new() { ReservationId = e.ReservationId } },
        ReservationAllocated e => new() { ReservationAllocated = new() { ReservationId = e.ReservationId, FulfilmentId = e.FulfilmentId } },
        ReservationRevised e => new()
        {
            ReservationRevised = new()
            {
                ReservationId = e.ReservationId,
                ChannelId = e.ChannelId,
                AddedLines = { StockLinesOf(e.Added) },
                RemovedLines = { StockLinesOf(e.Removed) },
            },
        },
        ReservationReleased e => new()
        {
            ReservationReleased = new()
            {
                ReservationId = e.ReservationId, ChannelId = e.ChannelId, Lines = { StockLinesOf(e.Lines) }, ReleaseReason = e.Reason,
            },
        },
        ReservationExpired e => new()
        {
            ReservationExpired = new() { ReservationId = e.ReservationId, ChannelId = e.ChannelId, Lines = { StockLinesOf(e.Lines) } },
        },
        ReservationConsumed e => new()
        {
            ReservationConsumed = new()
            {
                ReservationId = e.ReservationId, ChannelId = e.ChannelId, Lines = { StockLinesOf(e.Lines) }, FulfilmentId = e.FulfilmentId,
            },
        },
        _ => StockItemToWire(happened),
    };

    private static EventsV1.Event? StockItemToWire(IDomainEvent happened)
    {
        switch (happened)
        {
            case StockAdjusted e:
                return new() { StockAdjusted = Adjusted(e) };
            case ChannelQuotaSet e:
                var quota = new EventsV1.ChannelQuotaSet { WarehouseId = e.Key.WarehouseId, SkuId = e.Key.SkuId, ChannelId = e.ChannelId };
                if (e.Quota is { } limit)
                {
                    quota.Quota = limit;
                }

                return new() { ChannelQuotaSet = quota };
            case StockBelowReserved e:
                return new()
                {
                    StockBelowReserved = new() { WarehouseId = e.Key.WarehouseId, SkuId = e.Key.SkuId, OnHand = e.OnHand, Reserved = e.Reserved },
                };
            case StockDriftFound e:
                return new()
                {
                    StockDriftFound = new()
                    {
                        WarehouseId = e.Key.WarehouseId,
                        SkuId = e.Key.SkuId,
                        Source = e.Source,
                        Counter = e.Counter,
                        Expected = e.Expected,
                        Actual = e.Actual,
                    },
                };
            default:
                return null;
        }
    }

    private static EventsV1.StockAdjusted Adjusted(StockAdjusted e)
    {
        var wire = new EventsV1.StockAdjusted
        {
            WarehouseId = e.Key.WarehouseId,
            SkuId = e.Key.SkuId,
            OnHandDelta = e.OnHandDelta,
            DamagedDelta = e.DamagedDelta,
            SafetyStockDelta = e.SafetyStockDelta,
            Kind = StockEnums.MovementKind.ToWire(e.Kind),
            AdjustReason = e.Reason,
            DocumentId = e.DocumentId,
        };
        if (e.ExpectedOnHand is { } expected)
        {
            wire.ExpectedOnHand = expected;
        }

        return wire;
    }

    private static IDomainEvent? StockFromWire(EventsV1.Event wire) => wire.PayloadCase switch
    {
        Payload.StockReserved when wire.StockReserved is var e => new StockReserved(
            e.ReservationId, e.OwnerId, e.ChannelId, StockWire.ToLines(e.Lines), e.ExpireTime.ReadOrNull(), StockWire.ToLines(e.WantedLines)),
        Payload.ReservationExtended when wire.ReservationExtended is var e => new ReservationExtended(e.ReservationId, e.ExpireTime.Read()),
        Payload.ReservationCommitted => new ReservationCommitted(wire.ReservationCommitted.ReservationId),
        Payload.ReservationAllocated when wire.ReservationAllocated is var e => new ReservationAllocated(e.ReservationId, e.FulfilmentId),
        Payload.ReservationRevised when wire.ReservationRevised is var e =>
            new ReservationRevised(e.ReservationId, e.ChannelId, StockWire.ToLines(e.AddedLines), StockWire.ToLines(e.RemovedLines)),
        Payload.ReservationReleased when wire.ReservationReleased is var e =>
            new ReservationReleased(e.ReservationId, e.ChannelId, StockWire.ToLines(e.Lines), e.ReleaseReason),
        Payload.ReservationExpired when wire.ReservationExpired is var e =>
            new ReservationExpired(e.ReservationId, e.ChannelId, StockWire.ToLines(e.Lines)),
        Payload.ReservationConsumed when wire.ReservationConsumed is var e =>
            new ReservationConsumed(e.ReservationId, e.ChannelId, StockWire.ToLines(e.Lines), e.FulfilmentId),
        Payload.StockAdjusted when wire.StockAdjusted is var e => new StockAdjusted(
            new StockKey(e.WarehouseId, e.SkuId), e.OnHandDelta, e.DamagedDelta, e.SafetyStockDelta, StockEnums.MovementKind.Read(e.Kind),
            e.AdjustReason, e.DocumentId, e.HasExpectedOnHand ? e.ExpectedOnHand : null),
        Payload.ChannelQuotaSet when wire.ChannelQuotaSet is var e =>
            new ChannelQuotaSet(new StockKey(e.WarehouseId, e.SkuId), e.ChannelId, e.HasQuota ? e.Quota : null),
        Payload.StockBelowReserved when wire.StockBelowReserved is var e =>
            new StockBelowReserved(new StockKey(e.WarehouseId, e.SkuId), e.OnHand, e.Reserved),
        Payload.StockDriftFound when wire.StockDriftFound is var e =>
            new StockDriftFound(new StockKey(e.WarehouseId, e.SkuId), e.Source, e.Counter, e.Expected, e.Actual),
        _ => null,
    };

    private static StockV1.StockLine[] StockLinesOf(ImmutableArray<StockLine> lines) => lines.Each(StockWire.ToWire);
}
