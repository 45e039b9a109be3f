using OrderBridge.Contracts.Admin.V1;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Starting;

public sealed class When_a_hub_warms_up
{
    [Fact]
    public async Task Nothing_of_the_rehearsal_is_left()
    {
        await using var hub = await HubProcess.StartAsync(null, "--warmup", "true");
        var statistics = await new AdminService.AdminServiceClient(hub.Channel).GetStatisticsAsync(new GetStatisticsRequest());

        Assert.Contains("Warmed up in ", hub.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (statistics.HeadPosition, statistics.OrdersByState.Count));
    }

    [Fact]
    public async Task Nobody_asked_for_it_so_there_is_none()
    {
        await using var hub = await HubProcess.StartAsync();
        Assert.DoesNotContain("Warmed up", hub.Output, StringComparison.Ordinal);
    }
}
