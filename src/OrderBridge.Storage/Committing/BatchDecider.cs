using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Committing;

/// <summary>
/// Decides a batch commit by commit on facts read in its transaction: pure, no I/O, the same for every database. A commit that fails a check
/// leaves no trace.
/// </summary>
public sealed class BatchDecider(BatchFacts facts, DateTimeOffset recordedTime)
{
    private readonly StockDesk _stock = new(facts);
    private long _position = facts.FirstPosition;

    public BatchWrites Writes { get; } = new(recordedTime);

    public CommitResult Decide(PreparedCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (Refuse(commit) is { } outcome)
        {
            return new CommitResult(outcome, 0, recordedTime);
        }

        if (_stock.Move(commit, _position, Writes) is { } refusal)
        {
            return refusal.Kind is RefusalKind.Aborted
                ? new CommitResult(CommitOutcome.Conflict, 0, recordedTime)
                : new CommitResult(CommitOutcome.StockRefused, 0, recordedTime, refusal);
        }

        Accept(commit);
        return new CommitResult(CommitOutcome.Committed, commit.EventCount > 0 ? _position - 1 : 0, recordedTime);
    }

    private CommitOutcome? Refuse(PreparedCommit commit)
    {
        if (commit.Source.Request is { } request && facts.Requests.TryGetValue(request.Key, out var bodyHash))
        {
            return bodyHash == request.BodyHash ? CommitOutcome.Repeated : CommitOutcome.RequestReused;
        }

        if (!Array.TrueForAll(commit.Changes, c => HeadOf(c.Source.AggregateId).Version == c.Source.ExpectedVersion))
        {
            return CommitOutcome.Conflict;
        }

        return commit.Source.Cursor is { } cursor && facts.Cursors.GetValueOrDefault(cursor.Name) != cursor.From
            ? CommitOutcome.CursorLost
            : null;
    }

    private void Accept(PreparedCommit commit)
    {
        foreach (var change in commit.Changes)
        {
            Append(change, commit.Source.Context);
        }

        if (commit.Source.Request is { } request)
        {
            facts.Requests[request.Key] = request.BodyHash;
        }

        if (commit.Source.Cursor is { } cursor)
        {
            facts.Cursors[cursor.Name] = cursor.To;
        }

        Writes.Accepted.Add(commit);
    }

    private void Append(PreparedChange change, EventContext context)
    {
        var id = change.Source.AggregateId;
        var head = HeadOf(id);
        foreach (var happened in change.Events)
        {
            var record = new JournalRecord(
                _position, change.Source.Kind, id, head.Version + 1, happened.EventType, happened.Payload, context.Actor, context.CauseId,
                context.RequestId, context.RuleRevision, context.OccurredTime, recordedTime, ReadOnlyMemory<byte>.Empty)
            {
                Happened = happened.Happened, TraceParent = context.TraceParent,
            };
            record = record with { Hash = HashChain.Next(head.Hash.Span, record) };
            Writes.Records.Add(record);
            head = new AggregateHead(record.AggregateVersion, record.Hash);
            _position++;
        }

        facts.Heads[id] = head;
        Writes.Heads[id] = head;
    }

    private AggregateHead HeadOf(string id) => facts.Heads.TryGetValue(id, out var head) ? head : new AggregateHead(0, HashChain.Root);
}
