using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Stock;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Committing;

/// <summary>Several hubs write one database at once.</summary>
public sealed class SideBySideTests : IAsyncLifetime
{
    private static readonly StockKey Shirt = new("wh-1", "shirt");

    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private PostgresStorage[] _hubs = [];

    public Task InitializeAsync()
    {
        _hubs = [_database.Open(_time), _database.Open(_time), _database.Open(_time)];
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var hub in _hubs)
        {
            await hub.DisposeAsync();
        }

        _database.Dispose();
    }

    [Fact]
    public async Task Three_hundred_buyers_on_three_hubs_get_exactly_the_hundred_that_are_there()
    {
        await _hubs[0].AdjustAsync(Shirt, 100);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => Hub(i).ReserveAsync($"rsv-{i}", new StockLine(Shirt, 1)))));

        Assert.Equal(100, outcomes.Count(o => o.IsCommitted));
        Assert.All(outcomes.Where(o => !o.IsCommitted), o => Assert.Equal(StockReasons.OutOfStock, o.Refusal!.Reason));
        Assert.Equal(new StockLevel(Shirt, 100, 100, 0, 0), await _hubs[1].StockLevels.FindAsync(Shirt, default));
        (await _hubs[2].ProveAsync()).AssertOk();
    }

    [Fact]
    public async Task First_stock_of_a_sku_on_all_hubs_at_once_adds_up()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => Hub(i).AdjustAsync(new StockKey("wh-1", $"new-{i % 5}"), 7))));

        Assert.All(
            await _hubs[0].StockLevels.FindManyAsync([.. Enumerable.Range(0, 5).Select(i => new StockKey("wh-1", $"new-{i}"))], default),
            level => Assert.Equal(42, level.OnHand));
        (await _hubs[1].ProveAsync()).AssertOk();
    }

    [Fact]
    public async Task One_request_sent_to_all_hubs_at_once_is_done_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var commit = NewCommit();
            commit.Append(Tally.Unborn($"tally-{i}"), new TallyAdded(1)); // Different things, one request id.
            commit.Request = new RequestMark("Add/1", "hash");
            return (await Hub(i).Journal.CommitAsync(commit, default)).Outcome;
        })));

        Assert.Single(outcomes, CommitOutcome.Committed);
        Assert.Equal(59, outcomes.Count(o => o is CommitOutcome.Repeated));
    }

    [Fact]
    public async Task One_new_thing_sent_to_all_hubs_at_once_is_born_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
            (await Hub(i).AddAsync(Tally.Unborn("tally-1"), new TallyStarted($"{i}"))).Outcome)));

        Assert.Single(outcomes, CommitOutcome.Committed);
        Assert.Equal(59, outcomes.Count(o => o is CommitOutcome.Conflict));
        Assert.Single(await _hubs[0].Journal.ReadAggregateAsync("tally-1", 0, default));
    }

    [Fact]
    public async Task One_cursor_wanted_by_all_hubs_is_moved_by_one()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 30).Select(i => Task.Run(async () =>
        {
            var commit = NewCommit();
            commit.Cursor = new CursorMove("reader", 0, i);
            return (await Hub(i).Journal.CommitAsync(commit, default)).Outcome;
        })));

        Assert.Single(outcomes, CommitOutcome.Committed);
        Assert.Equal(29, outcomes.Count(o => o is CommitOutcome.CursorLost));
    }

    [Fact]
    public async Task Demands_that_cross_wait_for_each_other_and_never_in_a_circle()
    {
        StockKey[] keys = [.. Enumerable.Range(0, 12).Select(i => new StockKey("wh-1", $"sku-{i:D2}"))];
        await Task.WhenAll(keys.Select(key => _hubs[0].AdjustAsync(key, 10_000)));

        await Task.WhenAll(Enumerable.Range(0, 24).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                // Even workers ask from the front, odd ones from the back.
                var chosen = Enumerable.Range(0, 6).Select(n => keys[worker % 2 == 0 ? n : 11 - n]).Concat([keys[(worker + i) % 12]]);
                var result = await Hub(worker).ReserveAsync($"rsv-{worker}-{i}", [.. chosen.Select(key => new StockLine(key, 1))]);
                Assert.True(result.IsCommitted, result.ToString());
                await Hub(worker + 1).AppendAsync($"tally-{(worker + i) % 5}", new TallyAdded(1), new TallyTimed("t", Noon.AddMinutes(i)));
            }
        })));

        _database.Execute("SELECT pg_stat_force_next_flush()");
        Assert.Equal(0, _database.Scalar<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
        (await _hubs[0].ProveAsync()).AssertOk();
    }

    [Fact]
    public async Task A_hub_whose_clock_is_behind_records_no_earlier_than_what_it_follows()
    {
        var behind = new HandClock(Noon.AddMinutes(-5));
        await using var late = _database.Open(behind);
        await _hubs[0].AppendAsync("tally-1", new TallyAdded(1));

        await late.AppendAsync("tally-1", new TallyAdded(2));

        Assert.Equal([Noon, Noon], (await late.Journal.ReadAggregateAsync("tally-1", 0, default)).Select(r => r.RecordedTime));
        (await late.ProveAsync()).AssertOk();
    }

    private PostgresStorage Hub(int i) => _hubs[i % _hubs.Length];
}
