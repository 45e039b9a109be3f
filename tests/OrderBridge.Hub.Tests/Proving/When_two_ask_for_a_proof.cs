using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Storage;

namespace OrderBridge.Hub.Tests.Proving;

/// <summary>A proof holds the state of everything: many at once would take the hub's memory and the machine from everybody else.</summary>
public sealed class When_two_ask_for_a_proof
{
    [Fact]
    public async Task The_second_is_told_to_come_again_and_the_place_is_free_afterwards()
    {
        AheadStorage store = null!;
        await using var hub = await RunningHub.StartAnewAsync(services =>
        {
            var open = services.Last(s => s.ServiceType == typeof(IStorage)).ImplementationFactory!;
            services.AddSingleton<IStorage>(provider => store = new AheadStorage((IStorage)open(provider)));
        });
        await hub.CountAsync("sku-1", 1);
        await hub.SettleAsync();

        var opening = new TaskCompletionSource();
        (store.Opening, store.Asked) = (opening.Task, new());
        using var left = new CancellationTokenSource();
        var leaving = Refused.ByAsync(hub.Admin.ProveStoreAsync(new ProveStoreRequest(), cancellationToken: left.Token));
        await store.Asked.Task;
        await IsBusyAsync(hub);
        store.Asked = new();
        await left.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await leaving).Code);

        var proving = await TakeAsync(hub, store);
        await IsBusyAsync(hub);
        opening.SetResult();
        Assert.True((await proving).Ok);
        Assert.True((await hub.Admin.ProveStoreAsync(new ProveStoreRequest())).Ok);
    }

    private static async Task IsBusyAsync(RunningHub hub)
    {
        var refused = await Refused.ByAsync(hub.Admin.ProveStoreAsync(new ProveStoreRequest()));
        refused.Is(StatusCode.ResourceExhausted, "OVERLOADED");
        Assert.True(refused.RetryDelay > TimeSpan.Zero);
    }

    /// <summary>The place of a caller that left is free a moment after it did.</summary>
    private static async Task<Task<ProveStoreResponse>> TakeAsync(RunningHub hub, AheadStorage store)
    {
        while (true)
        {
            var proving = hub.Admin.ProveStoreAsync(new ProveStoreRequest()).ResponseAsync;
            await Task.WhenAny(proving, store.Asked.Task);
            if (store.Asked.Task.IsCompleted)
            {
                return proving;
            }

            Refused.Of(await Assert.ThrowsAsync<RpcException>(() => proving)).Is(StatusCode.ResourceExhausted, "OVERLOADED");
        }
    }
}
