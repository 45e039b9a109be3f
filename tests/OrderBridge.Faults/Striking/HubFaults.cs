using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Striking;

/// <summary>What happens to a hub itself.</summary>
internal static class HubFaults
{
    public static Fault Killed(HubSeat hub) => new($"{hub.Name} is killed", hub.KillAsync, hub.StartAsync);

    public static Fault Paused(HubSeat hub) => Fault.Of($"{hub.Name} stands still", hub.Freeze, hub.Thaw);
}
