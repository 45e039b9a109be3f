using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>Some tables of a batch: filled from what was decided, then run in the order that the parts have. Reused batch after batch.</summary>
internal interface IBatchPart
{
    /// <summary>Statements in the order in which they must run; those without rows are left out.</summary>
    IEnumerable<ArrayStatement> Statements { get; }

    void Fill(BatchWrites writes, KnownKeys known);
}
