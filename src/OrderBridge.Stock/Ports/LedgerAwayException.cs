using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Stock.Ports;

/// <summary>
/// The ledger cannot be asked: unreachable, wiped, or being rebuilt. Whether a change that was on its way was made is not known; the caller puts its keys in
/// doubt. <see cref="IStockLedger.ReserveAsync"/> never throws it; it answers <see cref="ReserveOutcome.NotReady"/>.
/// </summary>
public sealed class LedgerAwayException : OutageException
{
    public LedgerAwayException()
    {
    }

    public LedgerAwayException(string message)
        : base(message)
    {
    }

    public LedgerAwayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
