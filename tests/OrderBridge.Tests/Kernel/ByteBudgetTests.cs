using OrderBridge.Kernel.Bounding;

namespace OrderBridge.Tests.Kernel;

public sealed class ByteBudgetTests
{
    private readonly ByteBudget _budget = new(100);

    [Fact]
    public void TryTake_WithinTheBudget_GrantsAndBeyondItRefuses()
    {
        Assert.True(_budget.TryTake(60));
        Assert.True(_budget.TryTake(40));
        Assert.False(_budget.TryTake(1));
        _budget.Give(40);
        Assert.True(_budget.TryTake(1));
        Assert.Equal(61, _budget.Used);
    }

    [Fact]
    public void TryTake_LargerThanTheBudget_PassesAlone()
    {
        Assert.True(_budget.TryTake(1000));
        Assert.False(_budget.TryTake(1));
        _budget.Give(1000);
        Assert.True(_budget.TryTake(1));
        Assert.False(_budget.TryTake(1000));
    }

    [Fact]
    public async Task Take_BeyondTheBudget_WaitsInTheOrderOfAsking()
    {
        Assert.True(_budget.TryTake(100));
        var large = _budget.TakeAsync(90, default).AsTask();
        var small = _budget.TakeAsync(20, default).AsTask();
        Assert.False(large.IsCompleted);
        Assert.False(_budget.TryTake(1)); // Does not overtake.

        _budget.Give(100);
        await large;
        Assert.False(small.IsCompleted);
        _budget.Give(90);
        await small;
        Assert.Equal(20, _budget.Used);
    }

    [Fact]
    public async Task Take_Cancelled_TakesNothingAndLetsTheNextPass()
    {
        using var stop = new CancellationTokenSource();
        Assert.True(_budget.TryTake(50));
        var large = _budget.TakeAsync(90, stop.Token).AsTask();
        var small = _budget.TakeAsync(20, default).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(70, _budget.Used);
    }

    [Fact]
    public async Task Take_FromManySides_NeverGrantsMoreAndServesAll()
    {
        var most = 0L;
        await Task.WhenAll(Enumerable.Range(1, 200).Select(i => Task.Run(async () =>
        {
            var bytes = (i % 100) + 1;
            await _budget.TakeAsync(bytes, default);
            InterlockedMax(ref most, _budget.Used);
            await Task.Yield();
            _budget.Give(bytes);
        })));
        Assert.InRange(most, 1, 100);
        Assert.Equal(0, _budget.Used);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
