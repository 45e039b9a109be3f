using OrderBridge.Contracts.Common.V1;
using OrderBridge.Orders.Lifecycle;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Holds in the contract's words: as an event keeps them, and on an order with the review's clock and who may decide.</summary>
public static class HoldWire
{
    /// <summary>Roles of the contract that decide holds, and those of them that the hub takes for a supervisor (O7).</summary>
    private static readonly ImmutableArray<Role> Deciders =
        [.. OrdersV1.OrderService.Descriptor.FindMethodByName("ResolveHold").GetOptions().GetExtension(AccessExtensions.Access).Roles];

    private static readonly ImmutableArray<Role> Supervisors = [.. Deciders.Where(r => r is Role.Supervisor)];

    public static OrdersV1.Hold ToWire(OrderHold hold) => new()
    {
        HoldId = hold.HoldId,
        Type = OrderEnums.HoldType.ToWire(hold.Type),
        State = OrderEnums.HoldState.ToWire(hold.State),
        Detail = hold.Detail,
        PlaceTime = hold.PlaceTime.ToWire(),
        DecidedBy = hold.DecidedBy,
        DecisionNote = hold.DecisionNote,
    };

    public static OrdersV1.Hold ToWire(OrderHold hold, Order order)
    {
        var wire = ToWire(hold);
        if (hold.State is HoldState.Placed && order.State is OrderState.PendingReview or OrderState.Intercepted)
        {
            wire.WarnTime = order.ReviewWarnTime.ToWire();
            wire.DueTime = order.ReviewBreachTime.ToWire();
            wire.ResolverRoles.Add(hold.NeedsSupervisor ? Supervisors : Deciders);
        }

        return wire;
    }
}
