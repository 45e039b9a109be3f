using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Kuaidi100;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kuaidi100Simulator;
using OrderBridge.Kuaidi100Simulator.Routing;
using OrderBridge.Kuaidi100Simulator.Watching;

namespace OrderBridge.Adapters.Tests.Simulator;

/// <summary>Hub, simulator, adapter, hub: the whole circle.</summary>
public sealed class SimulatorTests : IDisposable
{
    private const int Parcels = 40;
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_parcel_comes_to_its_end_under_chaos_and_each_entry_is_told()
    {
        _script.Shipments.AddRange(Enumerable.Range(0, Parcels).Select(Parcel));
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await Kuaidi100AdapterTests.StartAsync(hub.Address, _folder.Path);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            new("hub", hub.Address.ToString()), new("push-url", app.Urls.Single() + "/push"), new("salt", "pepper"), new("speed", "1000000"),
            new("seed", "3"), new("chaos", "0.5"), new("exception-rate", "0.3"), new("refused-rate", "0.2"), new("lost-rate", "0.1"),
            new("data", Path.Combine(_folder.Path, "simulator")),
        ]).Build();
        using var simulator = Simulator(configuration);

        await simulator.StartAsync();
        await simulator.Services.GetRequiredService<ShipmentWatcher>().Connected.Task.WaitAsync(TimeSpan.FromSeconds(180));
        await _script.UntilAsync(script => Enumerable.Range(0, Parcels).All(i => IsTold(script, i)));
        await simulator.StopAsync();

        var options = SimulatorSettings.Read(configuration).Routes;
        Assert.All(Enumerable.Range(0, Parcels), i =>
        {
            var route = RoutePlanner.Plan(options, "sf", $"N{i}");
            Assert.Equal(route.Steps.Count + (route.IsAborted ? 1 : 0), Keys(_script, i).Count);
        });
        Assert.Empty(Directory.GetFiles(_folder.Path, "dead-letters.jsonl", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(ShipmentState.LabelCreated, 0, true)]
    [InlineData(ShipmentState.PickedUp, 0, true)]
    [InlineData(ShipmentState.InTransit, 1, false)]
    [InlineData(ShipmentState.Delivered, 0, false)]
    public void A_journey_begins_once_and_only_for_an_open_parcel(ShipmentState state, int events, bool begins)
    {
        var shipment = new Shipment { CarrierCode = "sf", TrackingNumber = "N1", State = state };
        shipment.Events.AddRange(Enumerable.Range(0, events).Select(_ => new TrackingEvent()));
        Assert.Equal(begins, ShipmentWatcher.Begins(shipment));
    }

    [Fact]
    public void The_book_goes_on_after_a_restart_with_the_same_times()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (first, second) = (new OrderBridge.Kuaidi100Simulator.Pushing.Parcel("sf", "N1", start), new OrderBridge.Kuaidi100Simulator.Pushing.Parcel("sf", "N2", start));
        using (var book = new ParcelBook(_folder.Path))
        {
            Assert.True(book.TryStart(first));
            Assert.True(book.TryStart(second));
            Assert.False(book.TryStart(first with { StartTime = start.AddDays(1) }));
            book.End(second);
            book.Watched("17");
        }

        using var again = new ParcelBook(_folder.Path);
        Assert.Equal([first], again.Open);
        Assert.Equal("17", again.ResumeToken);
        Assert.False(again.TryStart(second));
    }

    private static Microsoft.Extensions.Hosting.IHost Simulator(IConfiguration configuration) =>
        OrderBridge.Kuaidi100Simulator.Simulator.Build(configuration);

    private static bool IsTold(HubScript script, int parcel)
    {
        var options = new RouteOptions { Seed = 3, ExceptionRate = 0.3, RefusedRate = 0.2, LostRate = 0.1 };
        var route = RoutePlanner.Plan(options, "sf", $"N{parcel}");
        return Keys(script, parcel).Count == route.Steps.Count + (route.IsAborted ? 1 : 0);
    }

    private static HashSet<string> Keys(HubScript script, int parcel) =>
        [.. script.Tracking.Where(report => report.TrackingNumber == $"N{parcel}").SelectMany(report => report.Events).Select(e => e.EventKey)];

    private static Shipment Parcel(int number) => new()
    {
        ShipmentId = $"s{number}", OrderId = "o", CarrierCode = "sf", TrackingNumber = $"N{number}", State = ShipmentState.LabelCreated,
    };
}
