using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Storage;

namespace OrderBridge.Hub.Tests.Proving;

/// <summary>Whoever waits for flows waits for all that was acknowledged, not only for what this hub's readers have seen of it.</summary>
public sealed class When_more_is_committed_than_was_read
{
    [Fact]
    public async Task A_proof_that_waits_for_flows_waits_for_it()
    {
        AheadStorage store = null!;
        await using var hub = await RunningHub.StartAnewAsync(services =>
        {
            var open = services.Last(s => s.ServiceType == typeof(IStorage)).ImplementationFactory!;
            services.AddSingleton<IStorage>(provider => store = new AheadStorage((IStorage)open(provider)));
        });
        await hub.CountAsync("sku-1", 1);
        await hub.SettleAsync();

        store.Ahead = 1;
        var waiting = hub.Admin.ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true }).ResponseAsync;
        Assert.True((await hub.Admin.ProveStoreAsync(new ProveStoreRequest())).Ok); // One that does not wait is through meanwhile.
        Assert.False(waiting.IsCompleted);

        store.Ahead = 0; // Read and followed.
        Assert.True((await waiting).Ok);
    }
}
