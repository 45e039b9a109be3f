using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Taking;

/// <summary>A task without what the floor does not need: recipient and address stay out of memory, files and logs.</summary>
/// <param name="TaskId">Key of the inbox.</param>
/// <param name="HubState">Where the hub sees the work.</param>
/// <param name="Lines">Empty for kinds that do not carry them.</param>
/// <param name="OrderReceiveTime">When the hub received the order; null when it does not say.</param>
public sealed record WarehouseTask(
    string TaskId,
    TaskKind Kind,
    string FulfilmentId,
    string WarehouseId,
    FulfilmentState HubState,
    ImmutableArray<WorkLine> Lines,
    string ShipmentId,
    DateTimeOffset? OrderReceiveTime)
{
    /// <summary>W3C trace context of the decision behind the task; empty without one.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>Tasks are shared among instances: work that this one has never heard of may be another's.</summary>
    public bool MayBeElsewhere { get; init; }

    public static WarehouseTask Of(FulfilmentTask task) => new(
        task.TaskId,
        task.Kind,
        task.FulfilmentOrder?.FulfilmentId ?? "",
        task.FulfilmentOrder?.WarehouseId ?? "",
        task.FulfilmentOrder?.State ?? FulfilmentState.Unspecified,
        LinesOf(task.FulfilmentOrder),
        task.ShipmentId,
        task.OrderReceiveTime?.ToDateTimeOffset())
    {
        TraceParent = task.TraceParent,
    };

    public static ImmutableArray<WorkLine> LinesOf(FulfilmentOrder? order) => order is null
        ? []
        : [.. order.Lines.Select(line => new WorkLine(line.LineId, line.SkuId, line.Quantity, line.CancelledQuantity))];
}
