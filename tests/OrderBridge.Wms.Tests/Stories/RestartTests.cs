using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

/// <summary>The program itself, killed and started again.</summary>
public sealed class RestartTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Orders = 150;

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_and_does_nothing_twice()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        for (var i = 0; i < Orders; i++)
        {
            hub.Create($"ful-{i}", ("l1", 1 + (i % 10)));
        }

        foreach (var reports in new[] { 100, 500, 900 })
        {
            using var process = Start(hub, directory);
            await hub.WhenAsync(() => hub.Work.Values.Sum(work => work.Reports.Count) >= reports, TimeSpan.FromMinutes(3));
            await process.KillAsync();
        }

        using var last = Start(hub, directory);
        await hub.WhenAllAsync(FulfilmentState.Shipped, TimeSpan.FromMinutes(3));
        await last.TerminateAsync();

        Assert.Empty(hub.Violations);
        Assert.All(hub.Work.Values, work => Assert.Equal(1, work.History.Count(state => state is FulfilmentState.Shipped)));
        Assert.All(hub.Work.Values, work => Assert.Equal(work.Order.Lines[0].Quantity, work.Parcels.SelectMany(p => p.Lines).Sum(l => l.Quantity)));
        Assert.Equal(0, last.ExitCode);
        output.WriteLine($"tokens asked: {string.Join(", ", hub.TokensAsked)}");
        Assert.Equal("", hub.TokensAsked[0]);
        Assert.Equal(hub.TokensAsked.Select(Number).Order(), hub.TokensAsked.Select(Number));
    }

    [Fact]
    public async Task It_says_when_it_is_ready_sends_its_key_writes_its_counters_and_ends_with_0()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.Create("ful-1", ("l1", 1));
        var stats = Path.Combine(directory.Path, "stats.json");
        using var process = Start(hub, directory, "--key", "secret-1", "--stats", stats);
        await hub.WhenAllAsync(FulfilmentState.Shipped, TimeSpan.FromMinutes(3));
        await process.ReadyAsync(); // It greets the hub beside its work, and may be answered later.
        var lines = await process.TerminateAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Single(lines, "orderbridge-ready reference-wms -");
        Assert.Contains("Bearer secret-1", hub.KeysSeen);
        var counters = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(stats)).RootElement;
        Assert.Equal(1, counters.GetProperty("work_shipped").GetInt64());
        Assert.Equal(1, counters.GetProperty("consume_latency_count").GetInt64());
    }

    [Fact]
    public async Task A_wrong_option_is_explained()
    {
        using var process = new WarehouseProcess(["--chaos", "2"]);

        Assert.Contains("--chaos must be a number from 0 to 1.", await process.ErrorsAsync());
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task A_misspelt_option_is_named_and_other_programs_environment_is_not()
    {
        using var process = new WarehouseProcess(["--step-tme", "2s"]);

        Assert.StartsWith("'--step-tme' is not an option; there are --hub, --key,", await process.ErrorsAsync());
        Assert.Equal(2, process.ExitCode);
    }

    private static int Number(string token) => token.Length == 0 ? 0 : int.Parse(token);

    private static WarehouseProcess Start(FakeHub hub, TemporaryDirectory directory, params string[] more) =>
        new(["--hub", hub.Address.ToString(), "--data", directory.Path, "--step-time", "20ms", .. more]);
}
