using OrderBridge.Stock.Counting;

namespace OrderBridge.Redis.Tests.Stage;

/// <summary>Callers who reserve and cancel without end, until they are told to stop.</summary>
internal sealed class Churn : IAsyncDisposable
{
    private readonly Task[] _callers;
    private volatile bool _isOver;
    private int _rounds;

    public Churn(RedisDesk desk, int callers, params StockKey[] basket)
    {
        StockLine[] lines = [.. basket.Select(key => new StockLine(key, 1))];
        _callers = [.. Enumerable.Range(0, callers).Select(i => Task.Run(() => RunAsync(desk, i, lines)))];
    }

    /// <summary>Reservations made and cancelled so far.</summary>
    public int Rounds => Volatile.Read(ref _rounds);

    /// <summary>Waits for all callers; fails when one of them did.</summary>
    public Task EndAsync()
    {
        _isOver = true;
        return Task.WhenAll(_callers).WaitAsync(Patience.Long);
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        await Task.WhenAll(_callers).WaitAsync(Patience.Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(RedisDesk desk, int caller, StockLine[] lines)
    {
        for (var round = 0; !_isOver; round++)
        {
            var id = $"churn-{caller}-{round}";
            Assert.Null((await desk.InsistAsync(id, lines)).Refusal);
            await desk.CancelAsync(id);
            Interlocked.Increment(ref _rounds);
        }
    }
}
