using OrderBridge.Kernel.Journaling;
using FulfilmentOrder = OrderBridge.Fulfilment.FulfilmentOrder;
using Order = OrderBridge.Orders.Lifecycle.Order;
using Reservation = OrderBridge.Stock.Lifecycle.Reservation;

namespace OrderBridge.Server.Services;

/// <summary>The channel an event belongs to; empty for stock items and parcels.</summary>
public sealed class EventChannels(IAggregates aggregates)
{
    public async ValueTask<string> OfAsync(JournalRecord record, CancellationToken cancellationToken) => record.AggregateKind switch
    {
        "order" => (await aggregates.FindAsync<Order>(record.AggregateId, cancellationToken).ConfigureAwait(false))!.Content.Key.ChannelId,
        "reservation" => (await aggregates.FindAsync<Reservation>(record.AggregateId, cancellationToken).ConfigureAwait(false))!.ChannelId,
        "fulfilment_order" => (await aggregates.FindAsync<FulfilmentOrder>(record.AggregateId, cancellationToken).ConfigureAwait(false))!.ChannelId,
        _ => string.Empty,
    };
}
