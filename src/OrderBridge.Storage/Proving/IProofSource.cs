using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>A whole store at one moment. Read by one caller.</summary>
public interface IProofSource : IAsyncDisposable
{
    RowTables Tables { get; }

    /// <summary>The whole journal by position.</summary>
    IAsyncEnumerable<JournalRecord> RecordsAsync(CancellationToken cancellationToken);

    /// <summary>All rows of a table, in any order.</summary>
    IAsyncEnumerable<object> RowsAsync(Type rowType);
}
