using System.Reflection;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Tests.Stock;

/// <summary>A ledger in which whoever extends a hold waits until others do so too.</summary>
public class MeetingLedger : DispatchProxy
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IStockLedger _inner = null!;
    private int _missing;

    public static IStockLedger Over(IStockLedger inner, int callers)
    {
        var ledger = Create<IStockLedger, MeetingLedger>();
        (((MeetingLedger)ledger)._inner, ((MeetingLedger)ledger)._missing) = (inner, callers);
        return ledger;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IStockLedger.ExtendAsync) ? new ValueTask<bool>(MeetAsync(targetMethod, args)) : targetMethod.Invoke(_inner, args);

    private async Task<bool> MeetAsync(MethodInfo method, object?[]? args)
    {
        if (Interlocked.Decrement(ref _missing) <= 0)
        {
            _met.TrySetResult();
        }

        await _met.Task;
        return await (ValueTask<bool>)method.Invoke(_inner, args)!;
    }
}
