using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Keeping;

/// <summary>
/// The warehouse's memory: inbox (task ids seen), work, outbox (reports the hub has not answered), refusals and the resume token. One
/// thread calls it. What <see cref="Save"/> has returned from survives kill -9.
/// </summary>
public interface IWorkStore : IDisposable
{
    /// <summary>Token of the last message whose task is in the inbox; empty at the beginning.</summary>
    string ResumeToken { get; }

    /// <summary>What is kept, counted when the store was opened.</summary>
    StoreTotals Totals { get; }

    bool HasSeen(string taskId);

    /// <returns>Null when the warehouse has never heard of it.</returns>
    Work? Find(string fulfilmentId);

    IReadOnlyList<Work> LoadOpenWork();

    /// <summary>Reports not answered yet, oldest first.</summary>
    IReadOnlyList<Report> LoadOutbox();

    /// <summary>Stores all of it or nothing.</summary>
    void Save(Changes changes);
}

/// <summary>Counts over the store's whole life.</summary>
public sealed record StoreTotals(long DistinctTasks, IReadOnlyDictionary<string, long> WorkByStep, IReadOnlyDictionary<string, long> RefusedByReason);
