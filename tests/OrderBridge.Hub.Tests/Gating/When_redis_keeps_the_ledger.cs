using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Servers;
using static OrderBridge.Contracts.Grpc.Health.V1.HealthCheckResponse.Types;

namespace OrderBridge.Hub.Tests.Gating;

/// <summary>A hub with <c>--redis</c>: works as with memory; without Redis it says when to come back, and goes on with everything else.</summary>
public sealed class When_redis_keeps_the_ledger
{
    private const string StockName = "orderbridge.stock.v1.StockService";

    [RedisFact]
    public async Task Orders_take_their_stock_in_redis_and_the_store_proves_it()
    {
        using var redis = await RedisServer.StartAsync();
        await using var hub = await RunningHub.StartAsync("--redis", redis.Address, "--Redis:KeyPrefix", "shop", "--Redis:AttemptTimeout", "00:00:20", "--Redis:CallTimeout", "00:00:40");
        await Repeating.UntilAsync(() => Task.FromResult(hub.Services.GetRequiredService<IStockLedger>().IsReady)); // Not at the start, where Redis is slow to answer.
        await hub.CountAsync("tea", 10);

        var order = await hub.IngestAsync(Samples.Paid("1", "tea", 4));

        await hub.SettleAsync();
        Assert.Equal(6, (await hub.LevelAsync("tea")).Sellable);
        Assert.Equal("10 4 0 0", await redis.CommandAsync("HGET", $"shop:{{{Samples.Warehouse}}}:stock", "l:tea"));
        Assert.NotEmpty(order.OrderId);
    }

    [RedisFact]
    public async Task While_redis_is_away_reservations_wait_and_the_rest_goes_on()
    {
        using var redis = await RedisServer.StartAsync();
        await using var hub = await RunningHub.StartAsync("--redis", redis.Address, "--Redis:PulseDelay", "00:00:00.100", "--Redis:AwayDelay", "00:00:00.300");
        await hub.CountAsync("tea", 10);

        await redis.KillAsync();
        await HealthIsAsync(hub, ServingStatus.NotServing);
        var refused = await Refused.ByAsync(ReserveAsync(hub, "r1"));
        Assert.Equal((StatusCode.Unavailable, "STOCK_LEDGER_NOT_READY"), (refused.Code, refused.Reason));
        Assert.True(refused.RetryDelay > TimeSpan.Zero);
        Assert.Equal(8, (await hub.CountAsync("tea", 8)).OnHand);
        Assert.Equal(8, (await hub.LevelAsync("tea")).Sellable);
        Assert.Equal(ServingStatus.Serving, (await hub.Health.CheckAsync(new HealthCheckRequest())).Status);

        await redis.RestartAsync();
        await HealthIsAsync(hub, ServingStatus.Serving);
        Assert.Equal(5, (await ReserveAsToldAsync(hub, "r1")).Reservation.Lines.Single().Quantity);
        await hub.SettleAsync();
    }

    [RedisFact]
    public async Task A_hub_starts_without_redis_and_reserves_on_the_counters_where_it_may()
    {
        using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var hub = await RunningHub.StartAsync("--redis", redis.Address, "--Stock:ReserveWithoutLedger", "true");
        await hub.CountAsync("tea", 10);

        await ReserveAsync(hub, "r1");

        Assert.Equal(5, (await hub.LevelAsync("tea")).Sellable);
        Assert.Equal(ServingStatus.Serving, (await hub.Health.CheckAsync(new HealthCheckRequest { Service = StockName })).Status);
    }

    private static AsyncUnaryCall<ReserveStockResponse> ReserveAsync(RunningHub hub, string id) => hub.Stock.ReserveStockAsync(new ReserveStockRequest
    {
        ReservationId = id, OwnerId = "owner", ChannelId = "shopify", Lines = { new StockLine { WarehouseId = Samples.Warehouse, SkuId = "tea", Quantity = 5 } },
    });

    /// <summary>As every client should: where Redis is slow to answer, the hub may send it away once more, and says when to come back.</summary>
    private static async Task<ReserveStockResponse> ReserveAsToldAsync(RunningHub hub, string id)
    {
        ReserveStockResponse? reserved = null;
        await Repeating.UntilAsync(async () =>
        {
            try
            {
                reserved = await ReserveAsync(hub, id);
            }
            catch (RpcException refusal) when (Refused.Of(refusal) is { Code: StatusCode.Unavailable, Reason: "STOCK_LEDGER_NOT_READY", RetryDelay: { } delay })
            {
                await Task.Delay(delay);
            }

            return reserved is not null;
        });
        return reserved!;
    }

    /// <summary>Waits for what the stock service's health says, by watching it.</summary>
    private static async Task HealthIsAsync(RunningHub hub, ServingStatus wanted)
    {
        using var watch = hub.Health.Watch(new HealthCheckRequest { Service = StockName });
        await watch.ResponseStream.NextAsync(m => m.Status == wanted);
    }
}
