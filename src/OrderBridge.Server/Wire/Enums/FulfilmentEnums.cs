using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Tasks;
using Domain = OrderBridge.Fulfilment;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Enums of work in warehouses.</summary>
public static class FulfilmentEnums
{
    public static EnumMap<FulfilmentState, FulfilmentV1.FulfilmentState> State { get; } = new(
        (FulfilmentState.Unspecified, FulfilmentV1.FulfilmentState.Unspecified),
        (FulfilmentState.Created, FulfilmentV1.FulfilmentState.Created),
        (FulfilmentState.Dispatched, FulfilmentV1.FulfilmentState.Dispatched),
        (FulfilmentState.Accepted, FulfilmentV1.FulfilmentState.Accepted),
        (FulfilmentState.Waved, FulfilmentV1.FulfilmentState.Waved),
        (FulfilmentState.Printed, FulfilmentV1.FulfilmentState.Printed),
        (FulfilmentState.Picking, FulfilmentV1.FulfilmentState.Picking),
        (FulfilmentState.Picked, FulfilmentV1.FulfilmentState.Picked),
        (FulfilmentState.Checked, FulfilmentV1.FulfilmentState.Checked),
        (FulfilmentState.Packed, FulfilmentV1.FulfilmentState.Packed),
        (FulfilmentState.Weighed, FulfilmentV1.FulfilmentState.Weighed),
        (FulfilmentState.Ready, FulfilmentV1.FulfilmentState.Ready),
        (FulfilmentState.PartiallyShipped, FulfilmentV1.FulfilmentState.PartiallyShipped),
        (FulfilmentState.Shipped, FulfilmentV1.FulfilmentState.Shipped),
        (FulfilmentState.Short, FulfilmentV1.FulfilmentState.Short),
        (FulfilmentState.OnHold, FulfilmentV1.FulfilmentState.OnHold),
        (FulfilmentState.CancelRequested, FulfilmentV1.FulfilmentState.CancelRequested),
        (FulfilmentState.Cancelled, FulfilmentV1.FulfilmentState.Cancelled),
        (FulfilmentState.CancelRefused, FulfilmentV1.FulfilmentState.CancelRefused),
        (FulfilmentState.WarehouseRejected, FulfilmentV1.FulfilmentState.WarehouseRejected),
        (FulfilmentState.Exception, FulfilmentV1.FulfilmentState.Exception),
        (FulfilmentState.Closed, FulfilmentV1.FulfilmentState.Closed));

    public static EnumMap<FulfilmentKind, FulfilmentV1.FulfilmentKind> Kind { get; } = new(
        (FulfilmentKind.Unspecified, FulfilmentV1.FulfilmentKind.Unspecified),
        (FulfilmentKind.Sale, FulfilmentV1.FulfilmentKind.Sale),
        (FulfilmentKind.Reship, FulfilmentV1.FulfilmentKind.Reship));

    public static EnumMap<ShortageOption, FulfilmentV1.ShortageOption> ShortageOption { get; } = new(
        (Domain.ShortageOption.Unspecified, FulfilmentV1.ShortageOption.Unspecified),
        (Domain.ShortageOption.Wait, FulfilmentV1.ShortageOption.Wait),
        (Domain.ShortageOption.Substitute, FulfilmentV1.ShortageOption.Substitute),
        (Domain.ShortageOption.RefundLine, FulfilmentV1.ShortageOption.RefundLine),
        (Domain.ShortageOption.Resource, FulfilmentV1.ShortageOption.Resource));

    public static EnumMap<FulfilmentTaskKind, FulfilmentV1.TaskKind> TaskKind { get; } = new(
        (FulfilmentTaskKind.Unspecified, FulfilmentV1.TaskKind.Unspecified),
        (FulfilmentTaskKind.Create, FulfilmentV1.TaskKind.Create),
        (FulfilmentTaskKind.Cancel, FulfilmentV1.TaskKind.Cancel),
        (FulfilmentTaskKind.Hold, FulfilmentV1.TaskKind.Hold),
        (FulfilmentTaskKind.Resume, FulfilmentV1.TaskKind.Resume),
        (FulfilmentTaskKind.Intercept, FulfilmentV1.TaskKind.Intercept));
}
