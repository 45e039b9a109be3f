using OrderBridge.EndToEnd.Running;

namespace OrderBridge.Hub.Tests.Draining;

public sealed class When_two_hubs_want_one_store
{
    [Fact]
    public async Task The_second_says_who_has_it_and_does_not_start()
    {
        await using var first = await RunningHub.StartAsync();
        await first.CountAsync("a", 1);

        var (exitCode, output) = await HubProcess.RunAsync("serve", "--data", first.DataDirectory, "--listen", "http://127.0.0.1:0", "--keys", HubKeys.WriteTo(first.DataDirectory));

        Assert.Equal(2, exitCode);
        Assert.Contains($"Another hub (process {Environment.ProcessId} on {Environment.MachineName}) writes {first.Database}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("orderbridge-ready", output, StringComparison.Ordinal);
        Assert.Equal(1, (await first.LevelAsync("a")).OnHand);
    }
}
