using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Storage.Rows;

/// <summary>Table <c>timers</c>: the deadlines of all states that exist now. The whole row is its key.</summary>
public sealed record TimerRow
{
    public long DueTimeUs { get; init; }

    public required string OwnerId { get; init; }

    public required string Kind { get; init; }

    public required string OwnerKind { get; init; }

    public static IReadOnlyList<TimerRow> Of(string ownerKind, IAggregate owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var timers = owner.Timers;
        return timers.Count == 0 ? [] : [.. timers.Select(t => Of(ownerKind, owner.Id, t)).Distinct()];
    }

    public DueTimer ToDueTimer() => new(OwnerKind, OwnerId, Kind, HashChain.FromMicroseconds(DueTimeUs));

    private static TimerRow Of(string ownerKind, string ownerId, RunningTimer timer) => new()
    {
        DueTimeUs = HashChain.Microseconds(timer.DueTime), OwnerId = ownerId, Kind = timer.Kind, OwnerKind = ownerKind,
    };
}
