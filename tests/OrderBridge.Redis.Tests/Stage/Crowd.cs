using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Redis.Tests.Stage;

/// <summary>Buyers of one piece each, who repeat their calls until they have an answer.</summary>
internal sealed class Crowd(RedisDesk desk, params StockKey[] basket)
{
    private readonly TaskCompletionSource _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<Outcome<Reservation>>[] _buyers = [];
    private int _answered;

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>All start behind one barrier.</summary>
    public Crowd Begin(string name, int buyers)
    {
        _buyers = [.. Enumerable.Range(0, buyers).Select(i => Task.Run(async () =>
        {
            await _start.Task;
            var outcome = await desk.InsistAsync($"{name}-{i}", [.. basket.Select(key => new StockLine(key, 1))]);
            Interlocked.Increment(ref _answered);
            return outcome;
        }))];
        _start.SetResult();
        return this;
    }

    /// <summary>Waits until so many have their answer, so that what follows happens in the midst of them.</summary>
    public Task AnsweredAsync(int count) => Patience.UntilAsync(() => Answered >= count, $"{count} answers");

    /// <returns>Who got a piece.</returns>
    public async Task<string[]> EndAsync()
    {
        var outcomes = await Task.WhenAll(_buyers).WaitAsync(2 * Patience.Long);
        return [.. outcomes.Where(o => o.Refusal is null).Select(o => o.Value!.Id)];
    }
}
