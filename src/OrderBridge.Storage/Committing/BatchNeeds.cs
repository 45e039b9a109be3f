namespace OrderBridge.Storage.Committing;

/// <summary>The keys that must be read before a batch can be decided; one round trip serves them all.</summary>
public sealed class BatchNeeds
{
    public HashSet<string> AggregateIds { get; } = new(StringComparer.Ordinal);

    public HashSet<string> RequestKeys { get; } = new(StringComparer.Ordinal);

    public HashSet<string> CursorNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Positions to set aside.</summary>
    public int EventCount { get; private set; }

    public static BatchNeeds Of(IEnumerable<PreparedCommit> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var needs = new BatchNeeds();
        foreach (var commit in batch)
        {
            needs.Add(commit);
        }

        return needs;
    }

    private void Add(PreparedCommit commit)
    {
        EventCount += commit.EventCount;
        foreach (var change in commit.Changes)
        {
            AggregateIds.Add(change.Source.AggregateId);
        }

        if (commit.Source.Request is { } request)
        {
            RequestKeys.Add(request.Key);
        }

        if (commit.Source.Cursor is { } cursor)
        {
            CursorNames.Add(cursor.Name);
        }
    }
}
