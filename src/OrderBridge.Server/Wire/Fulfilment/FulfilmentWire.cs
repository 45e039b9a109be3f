using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tasks;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Work of warehouses in the contract's words.</summary>
public static class FulfilmentWire
{
    public static FulfilmentV1.FulfilmentOrder ToWire(this FulfilmentOrder order) => new()
    {
        FulfilmentId = order.Id,
        OrderId = order.OrderId,
        ChannelId = order.ChannelId,
        WarehouseId = order.WarehouseId,
        Kind = FulfilmentEnums.Kind.ToWire(order.FulfilmentKind),
        State = FulfilmentEnums.State.ToWire(order.State),
        Lines = { order.Lines.Each(Line) },
        Recipient = order.Recipient.ToHashedWire(),
        ShippingAddress = order.Destination.ToWire(),
        Priority = order.Priority,
        BuyerRemark = order.Remark,
        DeclaredValue = order.DeclaredValue.ToWire(),
        DispatchAttempts = order.Attempt,
        ShipmentIds = { ShipmentIdsOf(order) },
        AllowedActions = { ActionWire.Of(FulfilmentActions.Of(order)) },
        Etag = EtagOf(order.Version),
        CreateTime = order.CreateTime.ToWire(),
    };

    /// <summary>A task: the whole work for CREATE; ids, state and the pieces concerned for the others.</summary>
    /// <param name="task">What to do.</param>
    /// <param name="order">The work as it was right after the task's event.</param>
    /// <param name="recordTime">When the event was recorded.</param>
    /// <param name="orderReceiveTime">When the hub received the order; null when not known.</param>
    /// <param name="traceParent">Trace of the event.</param>
    public static FulfilmentV1.FulfilmentTask ToWire(
        this FulfilmentTask task, FulfilmentOrder order, DateTimeOffset recordTime, DateTimeOffset? orderReceiveTime, string traceParent) => new()
    {
        TaskId = task.TaskId,
        Kind = FulfilmentEnums.TaskKind.ToWire(task.TaskKind),
        FulfilmentOrder = task.TaskKind is FulfilmentTaskKind.Create ? Whole(task, order) : Named(task, order),
        Attempt = task.Attempt,
        TaskReason = task.Reason,
        ShipmentId = task.TrackingNumber.Length > 0 ? Shipment.IdOf(task.CarrierCode, task.TrackingNumber) : string.Empty,
        RecordTime = recordTime.ToWire(),
        OrderReceiveTime = orderReceiveTime.ToWire(),
        TraceParent = traceParent,
    };

    internal static string EtagOf(long version) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v{version}");

    private static FulfilmentV1.FulfilmentOrder Whole(FulfilmentTask task, FulfilmentOrder order)
    {
        var whole = order.ToWire();
        if (!task.Lines.IsDefaultOrEmpty)
        {
            whole.Lines.Clear();
            whole.Lines.AddRange(task.Lines.Select(l => Concerned(l, order)));
        }

        return whole;
    }

    private static FulfilmentV1.FulfilmentOrder Named(FulfilmentTask task, FulfilmentOrder order) => new()
    {
        FulfilmentId = task.FulfilmentId,
        OrderId = task.OrderId,
        ChannelId = order.ChannelId,
        WarehouseId = task.WarehouseId,
        Kind = FulfilmentEnums.Kind.ToWire(order.FulfilmentKind),
        State = FulfilmentEnums.State.ToWire(order.State),
        Lines = { task.Lines.Each(l => Concerned(l, order)) },
        Priority = order.Priority,
        DispatchAttempts = order.Attempt,
        Etag = EtagOf(order.Version),
        CreateTime = order.CreateTime.ToWire(),
    };

    private static FulfilmentV1.FulfilmentLine Concerned(LineQuantity pieces, FulfilmentOrder order) => new()
    {
        LineId = pieces.LineId,
        SkuId = pieces.SkuId,
        Name = order.Lines.FirstOrDefault(l => l.LineId == pieces.LineId)?.Name ?? string.Empty,
        Quantity = pieces.Quantity,
    };

    private static FulfilmentV1.FulfilmentLine Line(LineProgress line) => new()
    {
        LineId = line.LineId,
        SkuId = line.SkuId,
        Name = line.Name,
        Quantity = line.Ordered,
        ShippedQuantity = line.Shipped,
        CancelledQuantity = line.Cancelled,
        ShortQuantity = line.Short,
    };

    private static IEnumerable<string> ShipmentIdsOf(FulfilmentOrder order) => order.Packages
        .Where(p => p.TrackingNumber.Length > 0)
        .Select(p => Shipment.IdOf(p.CarrierCode, p.TrackingNumber))
        .Distinct(StringComparer.Ordinal);
}
