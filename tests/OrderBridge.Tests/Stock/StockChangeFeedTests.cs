using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Watching;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

public sealed class StockChangeFeedTests
{
    /// <summary>So that a change that never comes fails the test instead of stopping the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    [Fact]
    public async Task Next_SeveralChangesOfAKey_AreOne()
    {
        var feed = new StockChangeFeed();
        using var watch = feed.Watch(null);
        feed.Publish([Tea, Cup]);
        feed.Publish([Tea]);

        var changes = await watch.NextAsync(default).AsTask().WaitAsync(Patience);

        Assert.Equal([Cup, Tea], changes.Keys.Order());
    }

    [Fact]
    public async Task Next_OnlyWatchedKeysWakeTheWatcher()
    {
        var feed = new StockChangeFeed();
        using var watch = feed.Watch(new HashSet<StockKey> { Tea });
        feed.Publish([Cup]);
        var next = watch.NextAsync(default).AsTask();
        Assert.False(next.IsCompleted);

        feed.Publish([Cup, Tea]);

        Assert.Equal([Tea], (await next.WaitAsync(Patience)).Keys);
    }

    [Fact]
    public async Task Next_MoreThanIsKept_TellsToReadEverything()
    {
        var feed = new StockChangeFeed();
        using var watch = feed.Watch(null);
        feed.Publish(Enumerable.Range(0, StockWatch.PendingMax + 1).Select(i => new StockKey("wh", $"{i}")));

        var changes = await watch.NextAsync(default).AsTask().WaitAsync(Patience);

        Assert.True(changes.HasOverflowed);
        Assert.Empty(changes.Keys);
    }

    [Fact]
    public void A_disposed_watch_hears_nothing()
    {
        var feed = new StockChangeFeed();
        var watch = feed.Watch(null);
        watch.Dispose();
        feed.Publish([Tea]);

        var next = watch.NextAsync(default).AsTask();
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_commit_publishes_its_keys_and_a_failed_one_does_not()
    {
        var desk = await StockDesk.OpenAsync(pieces: [(Tea, 10)]);
        using var watch = desk.Changes.Watch(null);
        desk.Books.OverloadsLeft = 1;
        await desk.ReserveAsync("r1", Tea, 1);
        var next = watch.NextAsync(default).AsTask();
        Assert.False(next.IsCompleted);

        await desk.ReserveAsync("r1", Tea, 1);

        Assert.Equal([Tea], (await next.WaitAsync(Patience)).Keys);
    }
}
