using OrderBridge.Faults.Stage;
using OrderBridge.Faults.Striking;

namespace OrderBridge.Faults.Trials;

/// <summary>Chooses what goes wrong next: one thing, or two things in different places at once.</summary>
internal sealed class Mischief(FaultCluster cluster, Random random)
{
    /// <summary>Of three trials, one has two faults.</summary>
    private const int PairOneIn = 3;

    /// <summary>In the order in which faults begin; the first to begin ends last: hubs need the servers to start, and both the ways between them.</summary>
    private enum Place
    {
        Hub = 0,
        Kafka = 1,
        Postgres = 2,
        Redis = 3,
        Wire = 4,
    }

    /// <summary>Broken wires are the most of what happens to networks; a broker takes longest to start again.</summary>
    private static readonly Place[] Weights =
    [
        Place.Wire, Place.Wire, Place.Wire, Place.Wire, Place.Redis, Place.Redis, Place.Redis, Place.Postgres, Place.Postgres, Place.Kafka, Place.Hub, Place.Hub, Place.Hub,
    ];

    /// <summary>In the order in which they begin.</summary>
    public IReadOnlyList<Fault> Next()
    {
        var places = new SortedSet<Place> { Pick(Weights) };
        if (random.Next(PairOneIn) == 0)
        {
            places.Add(Pick(Weights));
        }

        return [.. places.Select(FaultAt)];
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private Fault FaultAt(Place place) => place switch
    {
        Place.Hub => Pick<Fault>([HubFaults.Killed(Hub()), HubFaults.Paused(Hub())]),
        Place.Redis => Pick<Fault>(
        [
            RedisFaults.Killed(cluster, "everysec", random.Next(1, 4_000)), RedisFaults.Killed(cluster, "no", random.Next(1, 40_000)),
            RedisFaults.Emptied(cluster), RedisFaults.Flushed(cluster), RedisFaults.Frozen(cluster), RedisFaults.FailedOver(cluster),
        ]),
        Place.Postgres => Pick<Fault>([PostgresFaults.Crashed(cluster), PostgresFaults.Terminated(cluster)]),
        Place.Kafka => Pick<Fault>([KafkaFaults.Killed(cluster), KafkaFaults.Frozen(cluster), KafkaFaults.Frozen(cluster)]),
        _ => WireFault(Hub()),
    };

    private HubSeat Hub() => Pick(cluster.Hubs);

    private Fault WireFault(HubSeat hub)
    {
        var (neighbour, wire) = Pick(hub.Wires);
        return Pick<Fault>([.. WireFaults.All(hub, neighbour, wire)]);
    }
}
