using OrderBridge.Faults.Stage;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Striking;

/// <summary>What happens to the network between a hub and one of its neighbours.</summary>
internal static class WireFaults
{
    /// <summary>Each way, for every piece of data: a round trip of a tenth of a second.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<Fault> All(HubSeat hub, string neighbour, FaultyWire wire) =>
        [Slow(hub, neighbour, wire), Cut(hub, neighbour, wire), Refused(hub, neighbour, wire), HalfOpen(hub, neighbour, wire), Late(hub, neighbour, wire)];

    public static Fault Slow(HubSeat hub, string neighbour, FaultyWire wire) => Fault.Of($"{hub.Name} and {neighbour}: slow", () => wire.Slow(Delay), wire.Mend);

    public static Fault Cut(HubSeat hub, string neighbour, FaultyWire wire) => Fault.Of($"{hub.Name} and {neighbour}: connections cut", wire.Cut, wire.Mend);

    public static Fault Refused(HubSeat hub, string neighbour, FaultyWire wire) => Fault.Of($"{hub.Name} and {neighbour}: refused", wire.Refuse, wire.Mend);

    public static Fault HalfOpen(HubSeat hub, string neighbour, FaultyWire wire) => Fault.Of($"{hub.Name} and {neighbour}: half-open", wire.Swallow, wire.Mend);

    public static Fault Late(HubSeat hub, string neighbour, FaultyWire wire) => Fault.Of($"{hub.Name} and {neighbour}: all of it late", wire.Hold, wire.Mend);
}
