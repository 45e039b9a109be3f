namespace OrderBridge.Cli.Cancelling;

/// <summary>What became of the pieces on cancellation invoices. Pieces = cancelled + returned + open + unmatched.</summary>
internal sealed class CancellationCounts
{
    private readonly SortedDictionary<string, long> _unmatched = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _open = new(StringComparer.Ordinal);

    public int Invoices { get; set; }

    public int Lines { get; set; }

    public long Pieces { get; set; }

    public long MatchedPieces { get; set; }

    public long CancelledPieces { get; set; }

    public long ReturnedPieces { get; set; }

    /// <summary>Pieces without an earlier invoice to take them from, by reason.</summary>
    public IReadOnlyDictionary<string, long> UnmatchedPieces => _unmatched;

    /// <summary>Matched pieces that are neither cancelled nor returned at the end, by the state of their order.</summary>
    public IReadOnlyDictionary<string, long> OpenPieces => _open;

    public void AddUnmatched(string reason, long pieces) => _unmatched[reason] = _unmatched.GetValueOrDefault(reason) + pieces;

    public void AddOpen(string reason, long pieces) => _open[reason] = _open.GetValueOrDefault(reason) + pieces;
}
