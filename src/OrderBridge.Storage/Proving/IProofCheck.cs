using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Proving;

/// <summary>One record with what it meant.</summary>
/// <param name="Before">State of its aggregate before it; null at birth.</param>
/// <param name="After">State after it.</param>
public readonly record struct ProvenEvent(JournalRecord Record, IDomainEvent Happened, IAggregate? Before, IAggregate After);

/// <summary>What a check may look at after the last record.</summary>
/// <param name="States">All aggregates as the journal leaves them, by id.</param>
public sealed record ProofEnd(IProofSource Source, IReadOnlyDictionary<string, (string Kind, IAggregate State)> States);

/// <summary>One thing that must hold of a store. A check is used for one run; it sees all records first and is then asked for its verdict.</summary>
public interface IProofCheck
{
    /// <summary>A short sentence that says what holds: <c>no unit is oversold</c>.</summary>
    string Name { get; }

    /// <summary>Sees one record, in journal order.</summary>
    void See(ProvenEvent proven, Findings findings);

    /// <summary>Compares with what the tables say.</summary>
    ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken);
}
