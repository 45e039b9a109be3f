using OrderBridge.Server.WarmingUp;

namespace OrderBridge.Hub.Tests.Starting;

public sealed class When_a_hub_warms_up
{
    [Fact]
    public async Task The_order_goes_all_the_way()
    {
        var warmUp = await HubWarmUp.RunAsync(Patience.Length);
        Assert.Null(warmUp.Failure);
    }
}
