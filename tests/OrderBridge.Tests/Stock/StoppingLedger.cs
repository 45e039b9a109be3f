using System.Reflection;
using System.Runtime.CompilerServices;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Tests.Stock;

/// <summary>A ledger whose hub is told to stop when the first page of a rebuild is in.</summary>
public class StoppingLedger : DispatchProxy
{
    private IStockLedger _inner = null!;
    private CancellationTokenSource _stopping = null!;

    public static IStockLedger Over(IStockLedger inner, CancellationTokenSource stopping)
    {
        var ledger = Create<IStockLedger, StoppingLedger>();
        (((StoppingLedger)ledger)._inner, ((StoppingLedger)ledger)._stopping) = (inner, stopping);
        return ledger;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IStockLedger.RebuildAsync)
            ? new ValueTask(_inner.RebuildAsync(StopAfterAPage((IAsyncEnumerable<LedgerPage>)args![0]!), (CancellationToken)args[1]!).AsTask())
            : targetMethod.Invoke(_inner, args);

    private async IAsyncEnumerable<LedgerPage> StopAfterAPage(IAsyncEnumerable<LedgerPage> pages, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            yield return page;
            await _stopping.CancelAsync();
        }
    }
}
