using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;

namespace OrderBridge.Hub.Tests.Ordering;

/// <summary>Between the look at the journal's head and the look at the present, more may happen; nobody may see time run backwards.</summary>
public sealed class When_an_order_changes_while_its_watch_begins : IAsyncLifetime
{
    private LaggingJournal _journal = null!;
    private RunningHub _hub = null!;

    public async Task InitializeAsync() => _hub = await RunningHub.StartAnewAsync(services => services.AddSingleton<IJournal>(
        provider => _journal = new LaggingJournal(provider.GetRequiredService<IStorage>().Journal)));

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Nothing_older_than_the_present_follows_it()
    {
        await _hub.CountAsync("a", 5);
        _journal.OldHead = 1;
        var order = await _hub.IngestAsync(Samples.Unpaid("1", "a"));
        using var watch = _hub.Orders.WatchOrders(new WatchOrdersRequest { OrderIds = { order.OrderId } });
        Assert.Equal(order.Etag, (await watch.ResponseStream.NextAsync()).Order.Etag);

        await _hub.Orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = order.OrderId, CancelReason = "changed_mind" });

        var next = await watch.ResponseStream.NextAsync(m => m.Order is not null);
        Assert.Equal("order.cancellation_requested", next.EventType);
    }

    [Fact]
    public async Task Nor_of_a_parcel()
    {
        await _hub.CountAsync("a", 5);
        _journal.OldHead = 1;
        var parcel = await _hub.ScanAsync("SF-1", Samples.Scan(TrackingStatus.PickedUp, 1), Samples.Scan(TrackingStatus.InTransit, 2));
        using var watch = _hub.Tracking.WatchShipment(new WatchShipmentRequest { ShipmentIds = { parcel.ShipmentId } });
        Assert.Equal(parcel, (await watch.ResponseStream.NextAsync()).Shipment);

        await _hub.ScanAsync("SF-1", Samples.Scan(TrackingStatus.Delivered, 3));

        Assert.Equal(ShipmentState.Delivered, (await watch.ResponseStream.NextAsync(m => m.Shipment is not null)).Shipment.State);
    }
}
