using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Postgres.Tests.Servers;
using Xunit.Abstractions;

namespace OrderBridge.Postgres.Tests.Sharing;

/// <summary>Three hubs as processes of their own, alike, on one database.</summary>
public sealed class When_hubs_share_a_database(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Units = 100;

    private readonly PostgresDatabase _database = new(isBare: true);
    private HubProcess[] _hubs = [];

    public async Task InitializeAsync() => _hubs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => HubProcess.StartAsync(
        null, "--postgres", _database.ConnectionString, "--Postgres:LeaseDuration", "00:00:02", "--Flows:LeaseInterval", "00:00:00.200")));

    public async Task DisposeAsync()
    {
        foreach (var hub in _hubs)
        {
            output.WriteLine(hub.Output);
            await hub.DisposeAsync();
        }

        _database.Dispose();
    }

    [Fact]
    public async Task They_sell_what_is_there_and_no_more_and_one_order_is_one_order()
    {
        await StockAsync("sku-a");
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => BuyAsync(_hubs[i % 3], $"a-{i}", "sku-a")));
        Assert.Equal(Units, answers.Count(accepted => accepted));

        await StockAsync("sku-b");
        var same = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
            await Orders(_hubs[i % 3]).IngestOrderAsync(new IngestOrderRequest { Order = Samples.Order("b-1", "sku-b") })));
        Assert.Single(same.Select(a => a.Order.OrderId).Distinct());
        Assert.Single(same, a => a.Outcome is IngestOutcome.Created);
        await AssertProofAsync();
    }

    [Fact]
    [Trait("Category", "Faults")]
    public async Task The_work_of_one_that_is_killed_goes_on_at_another_within_seconds()
    {
        await StockAsync("sku-c");
        await AssertFulfilledAsync(_hubs[0], await OrderIdAsync(_hubs[0], "c-1", "sku-c"));
        var owner = OwnerOfFlows();
        Assert.NotNull(owner);
        var others = _hubs.Where(hub => hub != owner).ToArray();

        await owner.KillAsync();

        await AssertFulfilledAsync(others[1], await OrderIdAsync(others[0], "c-2", "sku-c"));
        Assert.NotEqual(owner, OwnerOfFlows());
        await AssertProofAsync();
        Assert.Equal(0, await others[0].TerminateAsync());
        await AssertFulfilledAsync(others[1], await OrderIdAsync(others[1], "c-3", "sku-c"));
        await AssertProofAsync();
    }

    private static OrderService.OrderServiceClient Orders(HubProcess hub) => new(hub.Channel);

    /// <summary>Counts goods in at the first hub and waits until each has heard of it: a ledger in memory learns of it after the fact. One piece each is spent on asking.</summary>
    private async Task StockAsync(string sku)
    {
        await new StockService.StockServiceClient(_hubs[0].Channel).SetStockAsync(Samples.Stock(sku, Units + _hubs.Length));
        for (var i = 0; i < _hubs.Length; i++)
        {
            var attempt = 0;
            await Eventually.TrueAsync(() => BuyAsync(_hubs[i], $"{sku}-{i}-{attempt++}", sku));
        }
    }

    private static async Task<string> OrderIdAsync(HubProcess hub, string id, string sku) =>
        (await Orders(hub).IngestOrderAsync(new IngestOrderRequest { Order = Samples.Order(id, sku) })).Order.OrderId;

    private static async Task<bool> BuyAsync(HubProcess hub, string id, string sku)
    {
        try
        {
            await OrderIdAsync(hub, id, sku);
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    private static Task AssertFulfilledAsync(HubProcess hub, string orderId) => Eventually.TrueAsync(async () =>
    {
        try
        {
            return (await Orders(hub).GetOrderAsync(new GetOrderRequest { OrderId = orderId })).Order.State is OrderState.Fulfilling;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return false; // Another hub's order, some milliseconds ago.
        }
    });

    /// <summary>A hub's id names its process.</summary>
    private HubProcess? OwnerOfFlows()
    {
        var holder = _database.Scalar<string>("SELECT holder FROM journal_leases WHERE name = 'flows'");
        return Array.Find(_hubs, hub => holder.Contains($"-{hub.ProcessId}-", StringComparison.Ordinal));
    }

    private async Task AssertProofAsync()
    {
        var (exitCode, output) = await HubProcess.RunAsync("prove", "--postgres", _database.ConnectionString);
        Assert.True(exitCode == 0, output);
    }
}
