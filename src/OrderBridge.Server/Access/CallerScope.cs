using System.Collections.Immutable;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Calling;
using OrderBridge.Server.WireFormat;
using Order = OrderBridge.Orders.Lifecycle.Order;
using Reservation = OrderBridge.Stock.Lifecycle.Reservation;

namespace OrderBridge.Server.Access;

/// <summary>
/// What a key with channels or warehouses may touch, beyond what its roles allow. A key without these lists is not asked, and costs no read.
/// </summary>
public static class CallerScope
{
    /// <summary>Why the caller may not touch a channel's order; null when it may.</summary>
    public static Refusal? RefuseChannel(this CallerIdentity caller, string channelId) => Refuse(caller, caller.Channels, "channel", channelId);

    /// <inheritdoc cref="RefuseChannel"/>
    public static Refusal? RefuseWarehouse(this CallerIdentity caller, string warehouseId) => Refuse(caller, caller.Warehouses, "warehouse", warehouseId);

    public static void RequireChannel(this ServerCallContext context, string channelId) => Require(context.Caller().RefuseChannel(channelId));

    public static void RequireWarehouse(this ServerCallContext context, string warehouseId) => Require(context.Caller().RefuseWarehouse(warehouseId));

    public static void RequireWarehouses(this ServerCallContext context, IEnumerable<string> warehouseIds)
    {
        foreach (var id in context.Caller().Warehouses is null ? [] : warehouseIds)
        {
            context.RequireWarehouse(id);
        }
    }

    /// <summary>The order belongs to a channel of the caller. One that does not exist is left to the call itself.</summary>
    public static async ValueTask RequireOrderAsync(this ServerCallContext context, IAggregates aggregates, string orderId)
    {
        if (context.Caller().Channels is not null && await aggregates.FindAsync<Order>(orderId, context.CancellationToken).ConfigureAwait(false) is { } order)
        {
            context.RequireChannel(order.Content.Key.ChannelId);
        }
    }

    /// <summary>The reservation uses a channel of the caller. One that does not exist is left to the call itself.</summary>
    public static async ValueTask RequireReservationAsync(this ServerCallContext context, IAggregates aggregates, string reservationId)
    {
        if (context.Caller().Channels is not null
            && await aggregates.FindAsync<Reservation>(reservationId, context.CancellationToken).ConfigureAwait(false) is { } reservation)
        {
            context.RequireChannel(reservation.ChannelId);
        }
    }

    /// <summary>The channel that a list is filtered by: the one that was asked for, or the only one of the caller.</summary>
    public static string OneChannel(this ServerCallContext context, string asked) => OneOf(context, context.Caller().Channels, "channel", asked);

    /// <inheritdoc cref="OneChannel"/>
    public static string OneWarehouse(this ServerCallContext context, string asked) => OneOf(context, context.Caller().Warehouses, "warehouse", asked);

    private static string OneOf(ServerCallContext context, ImmutableSortedSet<string>? allowed, string kind, string asked)
    {
        if (allowed is null || (asked.Length > 0 && allowed.Contains(asked)))
        {
            return asked;
        }

        return asked.Length == 0 && allowed.Count == 1 ? allowed[0] : throw ProblemWire.ToRpcException(Refuse(context.Caller(), allowed, kind, asked)!);
    }

    private static void Require(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw ProblemWire.ToRpcException(refusal);
        }
    }

    private static Refusal? Refuse(CallerIdentity caller, ImmutableSortedSet<string>? allowed, string kind, string id)
    {
        if (allowed is null || allowed.Contains(id))
        {
            return null;
        }

        var asked = id.Length == 0 ? $"name one {kind} of it" : $"this is {kind} {id}";
        return new Refusal(RefusalKind.Forbidden, GeneralReasons.PermissionDenied, $"Key {caller.Name} is for {kind}s {string.Join(", ", allowed)}; {asked}.").With($"{kind}s", string.Join(',', allowed)).With($"{kind}_id", id);
    }
}
