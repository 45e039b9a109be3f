using System.Collections.Immutable;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;
using ReserveMode = OrderBridge.Stock.Ports.ReserveMode;
using StockAdjustment = OrderBridge.Stock.Adjusting.StockAdjustment;
using StockLine = OrderBridge.Stock.Counting.StockLine;
using WireMode = OrderBridge.Contracts.Stock.V1.ReserveMode;

namespace OrderBridge.Server.Services;

/// <summary>Requests of StockService as the module's commands.</summary>
public sealed class StockRequests(TimeProvider timeProvider)
{
    /// <summary>How long a reservation holds when the caller names no time.</summary>
    public static readonly TimeSpan UsualHold = TimeSpan.FromMinutes(30);

    private const int LinesMax = 1000;

    public static StockKey Key(string warehouseId, string skuId) => new(Answers.Text(warehouseId, "warehouse_id"), Answers.Text(skuId, "sku_id"));

    public static StockLine ToLine(Contracts.Stock.V1.StockLine line) => new(line.WarehouseId, line.SkuId, line.Quantity);

    /// <summary>All changes of a call share kind, reason and document: they are one business event.</summary>
    public static AdjustStock ToAdjust(AdjustStockRequest request)
    {
        _ = Answers.Text(request.RequestId, "request_id");
        if (request.Adjustments.Count is 0 or > LinesMax)
        {
            throw Answers.Invalid("adjustments", "FIELD_INVALID", "Send 1 to 1,000 changes.");
        }

        var first = request.Adjustments[0];
        if (request.Adjustments.Any(a => a.Kind != first.Kind || a.AdjustReason != first.AdjustReason || a.DocumentId != first.DocumentId))
        {
            throw Answers.Invalid("adjustments", "FIELD_INVALID", "Give all changes of one call the same kind, adjust_reason and document_id, or make several calls.");
        }

        return new AdjustStock(
            [.. request.Adjustments.Select((a, i) => new StockAdjustment(KeyAt("adjustments", i, a.WarehouseId, a.SkuId), a.OnHandDelta, a.DamagedDelta))],
            StockEnums.MovementKind.ReadOrDefault(first.Kind), first.AdjustReason, first.DocumentId);
    }

    public static SetStock ToSet(SetStockRequest request)
    {
        _ = Answers.Text(request.RequestId, "request_id");
        if (request.Counts.Count is 0 or > LinesMax)
        {
            throw Answers.Invalid("counts", "FIELD_INVALID", "Send 1 to 1,000 counts.");
        }

        ImmutableArray<StockTarget> targets = [.. request.Counts.Select((c, i) => new StockTarget(
            KeyAt("counts", i, c.WarehouseId, c.SkuId), c.OnHand, c.HasSafetyStock ? c.SafetyStock : null, c.HasDamaged ? c.Damaged : null))];
        return new SetStock(targets, OrderBridge.Stock.Counting.MovementKind.Count, "count", string.Empty);
    }

    public ReserveStock ToReserve(ReserveStockRequest request)
    {
        var now = timeProvider.GetUtcNow();
        var expire = request.ExpirationCase switch
        {
            ReserveStockRequest.ExpirationOneofCase.ExpireTime => RequestTimes.Required("expire_time", request.ExpireTime).Require(),
            ReserveStockRequest.ExpirationOneofCase.Ttl => now + Answers.Span("ttl", request.Ttl),
            _ => now + UsualHold,
        };
        if (expire - now < TimeSpan.FromSeconds(1) || expire - now > TimeSpan.FromHours(24))
        {
            throw Answers.Invalid("expire_time", "FIELD_INVALID", "Hold for 1 second to 24 hours; extend or commit the reservation for longer.");
        }

        return new ReserveStock(
            Answers.Text(request.ReservationId, "reservation_id"),
            request.OwnerId.Length > 0 ? request.OwnerId : request.ReservationId,
            ChannelOf(request),
            [.. request.Lines.Select(ToLine)],
            request.Mode switch
            {
                WireMode.Fill => ReserveMode.FillWhatYouCan,
                WireMode.Unspecified or WireMode.AllOrNothing => ReserveMode.AllOrNothing,
                _ => throw Answers.Invalid("mode", "FIELD_INVALID", "Set a value that the contract names."),
            },
            expire);
    }

    private static string ChannelOf(ReserveStockRequest request) => request.ChannelId switch
    {
        "" => NoChannel.Id,
        NoChannel.Id => throw Answers.Invalid("channel_id", "FIELD_INVALID", "Name a channel, or leave it empty."),
        var named => named,
    };

    private static StockKey KeyAt(string list, int index, string warehouseId, string skuId) => new(
        Answers.Text(warehouseId, $"{list}[{index}].warehouse_id"), Answers.Text(skuId, $"{list}[{index}].sku_id"));
}
