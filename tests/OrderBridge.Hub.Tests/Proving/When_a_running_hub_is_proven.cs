using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Hub.Tests.Measuring;

namespace OrderBridge.Hub.Tests.Proving;

/// <summary>Alone, because its statistics count what the counters refused any hub of the process.</summary>
[Collection(Alone.Name)]
public sealed class When_a_running_hub_is_proven : IAsyncLifetime
{
    private RunningHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        await ProvenStore.HappenAsync(_hub);
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Every_check_looks_at_something_and_finds_nothing()
    {
        var proof = await ProveAsync();
        Assert.True(proof.Ok, proof.ToString());
        Assert.Equal((0, 0, 0), (proof.UnitsOversold, proof.OrdersLost, proof.TasksDuplicated));
        Assert.All(proof.Checks.Where(c => !c.Name.Contains("quota", StringComparison.Ordinal)), c => Assert.True(c.Examined > 0, c.Name));
        Assert.Equal((await _hub.Admin.GetStatisticsAsync(new())).HeadPosition, proof.Position);
    }

    [Fact]
    public async Task A_counter_that_somebody_changed_is_named()
    {
        Assert.True(ProvenStore.Break(_hub.DataDirectory, "UPDATE stock_levels SET on_hand = on_hand + 7 WHERE sku_id = 'a'") > 0);
        var proof = await ProveAsync();
        Assert.False(proof.Ok);
        Assert.Contains(proof.Checks, c => c is { Ok: false, Name: "stock_counters_are_the_sum_of_their_movements" } && c.Findings.Any(f => f.Contains("WH-1", StringComparison.Ordinal)));
        Assert.All(proof.Checks.Where(c => !c.Ok), c => Assert.True(c.FindingCount >= c.Findings.Count && c.Findings.Count > 0));
    }

    [Fact]
    public async Task Statistics_count_what_there_is()
    {
        var counts = await _hub.Admin.GetStatisticsAsync(new GetStatisticsRequest());
        Assert.Equal(
            new Dictionary<string, long> { ["CANCELLED"] = 1, ["DELIVERED"] = 1, ["FULFILLING"] = 1, ["PENDING_PAYMENT"] = 1, ["SHIPPED"] = 1 },
            counts.OrdersByState.OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary());
        Assert.Equal(counts.HeadPosition, counts.FlowPosition);
        Assert.Equal(0, counts.ArbiterRefusals);
        Assert.Equal(2, counts.ShipmentsByState.Values.Sum());
    }

    private async Task<ProveStoreResponse> ProveAsync() => await _hub.Admin.ProveStoreAsync(new ProveStoreRequest { WaitForFlows = true });
}
