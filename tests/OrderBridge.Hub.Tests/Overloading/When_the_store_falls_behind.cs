using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Overloading;

/// <summary>The queue before the writer: bounded too, for every command, whatever the gates before it let in.</summary>
public sealed class When_the_store_falls_behind
{
    private const int Queue = 4;
    private const int Calls = 30;
    private static readonly string[] Small = ["--Storage:QueueCapacity", $"{Queue}", "--Storage:BatchCommits", "1"];

    [Fact]
    public async Task Commands_beyond_the_queue_are_refused_and_leave_no_trace()
    {
        await using var hub = await RunningHub.StartAsync(Small);
        Task<Refused?>[] calls;
        using (hub.HoldStore())
        {
            calls = [.. Enumerable.Range(0, Calls).Select(i => OutcomeAsync(() => AdjustAsync(hub, $"sku-{i}").ResponseAsync))];
            await FirstAsync(calls, Calls - Queue - 1);
        }

        var outcomes = await Task.WhenAll(calls);
        AssertBounded(outcomes);
        for (var i = 0; i < Calls; i++)
        {
            Assert.Equal(outcomes[i] is null ? 5 : 0, (await hub.LevelAsync($"sku-{i}")).OnHand);
        }

        await hub.SettleAsync();
    }

    [Fact]
    public async Task Stock_that_refused_orders_held_for_a_moment_is_free_again()
    {
        await using var hub = await RunningHub.StartAsync(Small);
        await hub.CountAsync("a", 1000);
        await hub.SettleAsync(); // Flows write behind it, and would take a place in the queue.
        Task<Refused?>[] calls;
        using (hub.HoldStore())
        {
            calls = [.. Enumerable.Range(0, Calls).Select(i => OutcomeAsync(() => hub.IngestAsync(Samples.Paid($"{i}", "a"))))];
            await FirstAsync(calls, Calls - Queue - 1);
        }

        var outcomes = await Task.WhenAll(calls);
        AssertBounded(outcomes);
        await hub.SettleAsync();
        var why = await hub.Stock.ExplainStockAsync(new ExplainStockRequest { WarehouseId = Samples.Warehouse, SkuId = "a" });
        Assert.True(why.Agrees);
        Assert.Equal(outcomes.Count(o => o is null), why.LedgerLevel.Reserved);
        for (var i = 0; i < Calls; i++)
        {
            Assert.Equal(outcomes[i] is null, await hub.FindAsync(Samples.Paid($"{i}", "a")) is not null);
        }
    }

    /// <summary>The queue, and one more that the writer may have taken out of it.</summary>
    private static void AssertBounded(IReadOnlyList<Refused?> outcomes)
    {
        Assert.InRange(outcomes.Count(o => o is null), Queue, Queue + 1);
        Assert.All(outcomes.OfType<Refused>(), r => r.Is(StatusCode.ResourceExhausted, "OVERLOADED"));
        Assert.All(outcomes.OfType<Refused>(), r => Assert.True(r.RetryDelay > TimeSpan.Zero));
    }

    private static AsyncUnaryCall<AdjustStockResponse> AdjustAsync(RunningHub hub, string sku) => hub.Stock.AdjustStockAsync(new AdjustStockRequest
    {
        RequestId = sku,
        Adjustments = { new StockAdjustment { WarehouseId = Samples.Warehouse, SkuId = sku, OnHandDelta = 5, Kind = MovementKind.Receipt } },
    });

    /// <summary>Null when the call succeeded.</summary>
    private static async Task<Refused?> OutcomeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException e)
        {
            return Refused.Of(e);
        }
    }

    private static async Task FirstAsync(IEnumerable<Task> calls, int count)
    {
        await foreach (var _ in Task.WhenEach(calls))
        {
            if (--count == 0)
            {
                return;
            }
        }
    }
}
