using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Proving;

/// <summary>No record was changed, removed or put between.</summary>
internal sealed class ChainCheck : IProofCheck
{
    private readonly Dictionary<string, (long Version, ReadOnlyMemory<byte> Hash)> _heads = new(StringComparer.Ordinal);
    private long _position;

    public string Name => "the hash chain of every aggregate is whole";

    public void See(ProvenEvent proven, Findings findings)
    {
        var record = proven.Record;
        findings.Look();
        var (version, hash) = _heads.GetValueOrDefault(record.AggregateId, (0, HashChain.Root));
        if (record.AggregateVersion != version + 1)
        {
            findings.Add($"{record.AggregateId} goes from version {version} to {record.AggregateVersion} at {record.Position}.");
        }
        else if (!HashChain.Next(hash.Span, record).AsSpan().SequenceEqual(record.Hash.Span))
        {
            findings.Add($"{record.EventId} at {record.Position} does not match its hash.");
        }

        if (record.Position <= _position)
        {
            findings.Add($"Position {record.Position} comes after {_position}.");
        }

        _position = record.Position;
        _heads[record.AggregateId] = (record.AggregateVersion, record.Hash);
    }

    public ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
