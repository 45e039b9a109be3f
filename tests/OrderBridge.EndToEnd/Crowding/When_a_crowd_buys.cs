using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Crowding;

/// <summary>300 buyers at once for 100 units, and what impatient buyers do.</summary>
public sealed class When_a_crowd_buys : IAsyncLifetime
{
    private const int Buyers = 300;
    private const int Units = 100;

    private HubProcess _hub = null!;

    public async Task InitializeAsync() => _hub = await HubProcess.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Exactly_as_many_orders_are_accepted_as_there_are_units()
    {
        await SetAsync("sku-a", Units);

        var answers = await Task.WhenAll(Enumerable.Range(0, Buyers).Select(i => BuyAsync($"a-{i}", "sku-a")));

        Assert.Equal(Units, answers.Count(reason => reason is null));
        Assert.Equal(Buyers - Units, answers.Count(reason => reason == "OUT_OF_STOCK"));
        await AssertProofAsync();
    }

    [Fact]
    public async Task Buyers_who_retry_cancel_and_order_again_never_make_it_more()
    {
        await SetAsync("sku-b", Units);
        var orders = new OrderService.OrderServiceClient(_hub.Channel);

        await Task.WhenAll(Enumerable.Range(0, Buyers).Select(async i =>
        {
            var first = await BuyAsync($"b-{i}", "sku-b", paid: false);
            Assert.Equal(first, await BuyAsync($"b-{i}", "sku-b", paid: false));
            if (first is null && i % 3 == 0)
            {
                var order = (await orders.GetOrderAsync(new GetOrderRequest { Key = new OrderKey { ChannelId = "tests", ShopId = "shop-1", ChannelOrderId = $"b-{i}" } })).Order;
                await orders.RequestCancellationAsync(new RequestCancellationRequest { OrderId = order.OrderId, CancelReason = "changed_mind" });
            }

            await BuyAsync($"b-{i}-again", "sku-b", paid: false);
        }));
        // Whoever comes after the crowd takes what cancellations left.
        for (var i = 0; i < Buyers; i++)
        {
            await BuyAsync($"b-late-{i}", "sku-b", paid: false);
        }

        var level = (await new StockService.StockServiceClient(_hub.Channel).GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "sku-b" })).Levels.Single();
        Assert.Equal(Units, level.Reserved);
        Assert.Equal(0, level.Sellable);
        await AssertProofAsync();
    }

    [Fact]
    public async Task The_same_order_sent_fifty_times_at_once_is_one_order()
    {
        await SetAsync("sku-c", Units);
        var orders = new OrderService.OrderServiceClient(_hub.Channel);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => await orders.IngestOrderAsync(new IngestOrderRequest { Order = Samples.Order("c-1", "sku-c") })));

        Assert.Single(answers.Select(a => a.Order.OrderId).Distinct());
        Assert.Single(answers, a => a.Outcome is IngestOutcome.Created);
        var level = (await new StockService.StockServiceClient(_hub.Channel).GetAvailabilityAsync(new GetAvailabilityRequest { SkuId = "sku-c" })).Levels.Single();
        Assert.Equal(1, level.Reserved);
        await AssertProofAsync();
    }

    private async Task SetAsync(string sku, long units) => await new StockService.StockServiceClient(_hub.Channel).SetStockAsync(Samples.Stock(sku, units));

    /// <summary>Null when accepted, else the reason.</summary>
    private async Task<string?> BuyAsync(string id, string sku, bool paid = true)
    {
        try
        {
            await new OrderService.OrderServiceClient(_hub.Channel).IngestOrderAsync(new IngestOrderRequest { Order = Samples.Order(id, sku, paid: paid) });
            return null;
        }
        catch (RpcException e)
        {
            var details = Google.Rpc.Status.Parser.ParseFrom(e.Trailers.GetValueBytes("grpc-status-details-bin"));
            return details.Details.First(d => d.Is(Google.Rpc.ErrorInfo.Descriptor)).Unpack<Google.Rpc.ErrorInfo>().Reason;
        }
    }

    private async Task AssertProofAsync()
    {
        var proof = await new AdminService.AdminServiceClient(_hub.Channel).ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true });
        Assert.True(proof.Ok, proof.ToString());
        Assert.Equal(0, proof.UnitsOversold);
    }
}
