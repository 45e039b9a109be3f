using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Server.Overload;

namespace OrderBridge.Hub.Tests.Draining;

/// <summary>Waits until the hub has taken messages in; it says so nowhere on the wire.</summary>
internal static class Taken
{
    public static Task OrdersAsync(RunningHub hub, int count)
    {
        var gate = hub.Services.GetRequiredService<CallGate>();
        return Repeating.UntilAsync(() => Task.FromResult(gate.OrdersUnderWay >= count));
    }
}
