using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Faults.Judging;

/// <summary>What is wrong with a cluster at rest, by what it said, wrote and sent. Pure. Empty when nothing is.</summary>
internal static class Verdict
{
    private const int Shown = 20;

    public static IReadOnlyList<string> Of(Evidence evidence) =>
    [
        .. Lost(evidence).Take(Shown), .. Doubled(evidence).Take(Shown), .. Tasks(evidence).Take(Shown), .. Topics(evidence).Take(Shown), .. Oversold(evidence),
        .. evidence.GivenUp.Select(g => $"given up: {g}").Take(Shown),
    ];

    private static IEnumerable<string> Lost(Evidence evidence) =>
        evidence.Said.Said.Where(fact => !evidence.Journal.Counts.ContainsKey(fact)).Select(fact => $"acknowledged and lost: {fact}");

    private static IEnumerable<string> Doubled(Evidence evidence) =>
        evidence.Journal.Counts.Where(fact => fact.Value > 1).Select(fact => $"happened {fact.Value} times: {fact.Key}");

    /// <summary>A consumer has one task for each attempt at each work, and it is the one that the journal put out.</summary>
    private static IEnumerable<string> Tasks(Evidence evidence)
    {
        var seen = evidence.Tasks.Where(t => t.Kind is TaskKind.Create).ToList();
        return
        [
            .. evidence.Journal.Dispatches.Except(seen).Select(t => $"task lost: {t.TaskId}"),
            .. seen.GroupBy(t => (t.FulfilmentId, t.Attempt)).Where(g => g.Count() > 1).Select(g => $"task doubled: {g.Key.FulfilmentId}, attempt {g.Key.Attempt}"),
            .. evidence.Tasks.GroupBy(t => t.TaskId).Where(g => g.Count() > 1).Select(g => $"task doubled: {g.Key}"),
        ];
    }

    /// <summary>Each event once in its topic, those of a key in the journal's order. What happened since the journal was read is left out.</summary>
    private static IEnumerable<string> Topics(Evidence evidence)
    {
        var seen = evidence.Events.Where(e => e.Position <= evidence.Journal.Position).ToList();
        var ids = seen.Where(e => e.Topic != TopicNames.FulfilmentTasks).Select(e => e.EventId).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. DeliveryCheck.Findings(seen),
            .. evidence.Journal.EventIds.Where(id => !ids.Contains(id)).Select(id => $"event lost: {id}"),
            .. ids.Except(evidence.Journal.EventIds).Select(id => $"event invented: {id}"),
        ];
    }

    /// <summary>Never more held than is there, and as much there as came in less what left.</summary>
    private static IEnumerable<string> Oversold(Evidence evidence) =>
    [
        .. evidence.Levels.Where(l => l.Reserved > l.OnHand - l.SafetyStock).Select(l => $"oversold: {l}"),
        .. evidence.Levels.Where(l => evidence.Said.OnHand.GetValueOrDefault(l.Sku) != l.OnHand)
            .Select(l => $"pieces: {l.OnHand} of {l.Sku} are there, {evidence.Said.OnHand.GetValueOrDefault(l.Sku)} should be"),
    ];
}
