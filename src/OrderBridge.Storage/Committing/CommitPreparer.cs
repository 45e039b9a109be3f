using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Committing;

/// <summary>Turns a commit into bytes and rows. Pure but for the codec; runs on the caller's thread.</summary>
public sealed class CommitPreparer(IEventCodec codec, RowProjectors projectors)
{
    public PreparedCommit Prepare(Commit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var changes = commit.Changes.Select(Prepare).ToArray();
        return new PreparedCommit(commit, changes, RawPayloadRow.Of(commit.Raw));
    }

    private PreparedChange Prepare(AggregateChange change)
    {
        var before = TimerRow.Of(change.Kind, change.Before);
        var after = TimerRow.Of(change.Kind, change.After);
        return new PreparedChange(
            change,
            Array.ConvertAll([.. change.Events], Encode),
            [.. before.Except(after)],
            [.. after.Except(before)],
            projectors.Changes(change));
    }

    private PreparedEvent Encode(IDomainEvent happened)
    {
        var (eventType, payload) = codec.Encode(happened);
        return new PreparedEvent(happened, eventType, payload, StockMovements.Of(happened));
    }
}
