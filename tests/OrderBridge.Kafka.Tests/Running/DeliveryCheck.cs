using OrderBridge.Contracts.Events.V1;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>Compares what the journal holds with what a consumer saw: each event once, in the order of its key.</summary>
public static class DeliveryCheck
{
    /// <summary>What is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<string> Findings(IReadOnlyCollection<Event> journal, IReadOnlyCollection<Seen> seen) =>
    [
        .. Doubled(seen), .. Disordered(seen),
        .. journal.Select(e => e.EventId).Except(seen.Select(s => s.EventId)).Select(id => $"lost: {id}"),
        .. seen.Select(s => s.EventId).Except(journal.Select(e => e.EventId)).Select(id => $"invented: {id}"),
        .. Differing(journal, seen),
    ];

    /// <summary>Repeats and disorder alone, for topics that hold a part of the events.</summary>
    public static IReadOnlyList<string> Findings(IReadOnlyCollection<Seen> seen) => [.. Doubled(seen), .. Disordered(seen)];

    private static IEnumerable<string> Doubled(IEnumerable<Seen> seen) =>
        seen.GroupBy(s => (s.Topic, s.EventId)).Where(g => g.Count() > 1)
            .Select(g => $"doubled: {g.Key.EventId} in {g.Key.Topic}, position {g.First().Position}, at {string.Join(" and ", g.Select(s => $"{s.Partition}/{s.Offset}"))}");

    private static IEnumerable<string> Disordered(IEnumerable<Seen> seen) =>
        seen.GroupBy(s => (s.Topic, s.Key)).SelectMany(key => key.Zip(key.Skip(1))
            .Where(pair => pair.Second.Position <= pair.First.Position || pair.Second.Partition != pair.First.Partition)
            .Select(pair => $"out of order: {pair.Second.EventId} after {pair.First.EventId}"));

    private static IEnumerable<string> Differing(IEnumerable<Event> journal, IEnumerable<Seen> seen)
    {
        var byId = journal.ToDictionary(e => e.EventId);
        return seen.Where(s => byId.TryGetValue(s.EventId, out var e)
                && (!Event.Parser.ParseFrom(s.Value).Equals(e) || s.Key != e.AggregateId || s.EventType != e.EventType || s.Topic != TopicNames.OfKind(e.AggregateKind)))
            .Select(s => $"different: {s.EventId}");
    }
}
