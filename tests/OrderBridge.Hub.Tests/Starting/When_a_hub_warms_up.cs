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

    [Fact]
    public async Task What_goes_wrong_is_told_and_does_not_end_the_start()
    {
        var warmUp = await HubWarmUp.RunAsync(TimeSpan.Zero).WaitAsync(Patience.Length);
        Assert.IsAssignableFrom<OperationCanceledException>(warmUp.Failure);
    }
}
