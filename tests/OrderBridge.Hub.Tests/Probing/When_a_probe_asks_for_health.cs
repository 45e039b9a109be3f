using OrderBridge.Hub.Tests.Stage;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Hub.Tests.Probing;

public sealed class When_a_probe_asks_for_health
{
    [Fact]
    public async Task A_hub_that_serves_is_healthy_and_one_that_is_gone_is_not()
    {
        var hub = await RunningHub.StartAsync();
        Assert.Equal(0, await HealthCommand.RunAsync(["--hub", hub.Address]));
        await hub.DisposeAsync();
        Assert.Equal(1, await HealthCommand.RunAsync(["--hub", hub.Address]));
    }

    [Theory]
    [InlineData]
    [InlineData("--hub")]
    [InlineData("--hub", "nowhere")]
    public async Task Without_an_address_it_says_what_it_needs(params string[] args) => Assert.Equal(2, await HealthCommand.RunAsync(args));
}
