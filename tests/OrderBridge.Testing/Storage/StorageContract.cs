using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;
using OrderBridge.Stock;
using OrderBridge.Stock.Counting;
using OrderBridge.Storage;
using OrderBridge.Testing.Stock;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Testing.Storage;

/// <summary>What every store promises besides the journal: counters, timers, cached states, time travel.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private static readonly StockKey Shirt = new("wh-1", "shirt");
    private static readonly StockKey Shoe = new("wh-1", "shoe");

    protected HandClock Time { get; } = new(Noon);

    protected IStorage Storage { get; private set; } = null!;

    public async Task InitializeAsync() => Storage = await OpenAsync(new StorageOptions { CachedAggregates = 128, CachedHeads = 64, TailRecords = 64 });

    public async Task DisposeAsync()
    {
        await Storage.DisposeAsync();
        await CleanUpAsync();
    }

    [Fact]
    public async Task Reserve_ThreeHundredAtOnceForAHundred_ExactlyAHundredGetOne()
    {
        await Storage.AdjustAsync(Shirt, 100);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() =>
            Storage.ReserveAsync($"rsv-{i}", new StockLine(Shirt, 1)))));

        Assert.Equal(100, outcomes.Count(o => o.IsCommitted));
        Assert.All(outcomes.Where(o => !o.IsCommitted), o =>
        {
            Assert.Equal(CommitOutcome.StockRefused, o.Outcome);
            Assert.Equal(StockReasons.OutOfStock, o.Refusal!.Reason);
        });
        Assert.Equal(new StockLevel(Shirt, 100, 100, 0, 0), await Storage.StockLevels.FindAsync(Shirt, default));
    }

    [Fact]
    public async Task FindKnown_KeysWithAndWithoutBookings_TellsThoseWithInTheOrderAsked()
    {
        StockKey never = new("wh-never", "shirt");
        await Storage.AdjustAsync(Shirt, 5);
        await Storage.AdjustAsync(Shoe, 5);
        await Storage.AdjustAsync(Shoe, -5, MovementKind.Correction);

        var known = await Storage.StockLevels.FindKnownAsync([Shoe, never, Shirt, new("wh-1", "never")], default);

        Assert.Equal([StockLevel.Empty(Shoe), new StockLevel(Shirt, 5, 0, 0, 0)], known);
        Assert.Equal([StockLevel.Empty(never)], await Storage.StockLevels.FindManyAsync([never], default));
    }

    [Fact]
    public async Task Reserve_OneOfTwoSkusShort_MovesNeither()
    {
        await Storage.AdjustAsync(Shirt, 5);
        await Storage.AdjustAsync(Shoe, 1);

        var refused = await Storage.ReserveAsync("rsv-1", new StockLine(Shirt, 2), new StockLine(Shoe, 2));

        Assert.Equal(CommitOutcome.StockRefused, refused.Outcome);
        Assert.Equal(0, (await Storage.StockLevels.FindAsync(Shirt, default))!.Reserved);
        Assert.Empty(await Storage.StockLevels.OpenReservationsAsync(null, 10, default));
    }

    [Fact]
    public async Task Reserve_BeyondTheChannelsQuota_IsRefusedUntilTheQuotaGoes()
    {
        await Storage.AdjustAsync(Shirt, 50);
        await Storage.SetQuotaAsync(Shirt, "channel-1", 3);

        Assert.True((await Storage.ReserveAsync("rsv-1", new StockLine(Shirt, 3))).IsCommitted);
        Assert.Equal(StockReasons.ChannelQuotaExceeded, (await Storage.ReserveAsync("rsv-2", new StockLine(Shirt, 1))).Refusal!.Reason);
        Assert.Equal([new ChannelQuota(Shirt, "channel-1", 3, 3)], await Storage.StockLevels.QuotasAsync([Shirt, Shoe], default));
        await Storage.ReleaseAsync("rsv-1");
        Assert.Equal([new ChannelQuota(Shirt, "channel-1", 3, 0)], await Storage.StockLevels.QuotasAsync([Shirt], default));

        await Storage.SetQuotaAsync(Shirt, "channel-1", null);
        Assert.Empty(await Storage.StockLevels.QuotasAsync([Shirt], default));
        Assert.True((await Storage.ReserveAsync("rsv-3", new StockLine(Shirt, 10))).IsCommitted);
    }

    [Fact]
    public async Task Adjust_OnAnOutdatedCount_IsAConflict()
    {
        await Storage.AdjustAsync(Shirt, 10);

        Assert.Equal(CommitOutcome.Conflict, (await Storage.AdjustAsync(Shirt, -3, MovementKind.Count, expectedOnHand: 9)).Outcome);
        Assert.Equal(CommitOutcome.Committed, (await Storage.AdjustAsync(Shirt, -3, MovementKind.Count, expectedOnHand: 10)).Outcome);
        Assert.Equal(7, (await Storage.StockLevels.FindAsync(Shirt, default))!.OnHand);
    }

    [Fact]
    public async Task Adjust_BelowZero_IsRefused()
    {
        await Storage.AdjustAsync(Shirt, 10);

        var refused = await Storage.AdjustAsync(Shirt, -11, MovementKind.Correction);

        Assert.Equal(StockReasons.StockBelowZero, refused.Refusal!.Reason);
        Assert.Equal(10, (await Storage.StockLevels.FindAsync(Shirt, default))!.OnHand);
    }

    [Fact]
    public async Task Counters_UnderMixedLoad_EqualTheMovements()
    {
        StockKey[] keys = [Shirt, Shoe, new("wh-2", "shirt"), new("wh-2", "hat")];
        await Task.WhenAll(keys.Select(key => Storage.AdjustAsync(key, 40)));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => Task.Run(() => MixAsync(worker, keys))));

        var reserved = (await Storage.StockLevels.OpenReservationsAsync(null, 10_000, default)).SelectMany(r => r.Held).ToLookup(l => l.Key);
        foreach (var key in keys)
        {
            var level = (await Storage.StockLevels.FindAsync(key, default))!;
            var movements = await Storage.StockLevels.MovementsAsync(key, 0, 100_000, default);
            Assert.Equal(level, movements.Aggregate(StockLevel.Empty(key), (l, m) => l.Plus(m.Movement)));
            Assert.Equal(level, movements[^1].After);
            Assert.Equal(level.Reserved, reserved[key].Sum(l => l.Quantity));
            Assert.True(level.Sellable >= 0);
        }

        (await Storage.ProveAsync()).AssertOk();
        Assert.Equal(keys.Order(), (await Storage.StockLevels.ListAsync(null, 10, default)).Select(l => l.Key));
        Assert.Equal(keys.Order().Skip(2), (await Storage.StockLevels.ListAsync(keys.Order().ElementAt(1), 10, default)).Select(l => l.Key));
    }

    [Fact]
    public async Task Movements_OfAKey_TellWhoAndWhenAndTheBalance()
    {
        await Storage.AdjustAsync(Shirt, 5);
        await Storage.ReserveAsync("rsv-1", new StockLine(Shirt, 2));

        var rows = await Storage.StockLevels.MovementsAsync(Shirt, 0, 10, default);

        Assert.Equal([MovementKind.Receipt, MovementKind.Reserve], rows.Select(r => r.Movement.Kind));
        Assert.Equal(("rsv-1.1", "system:test", Noon, 3L), (rows[1].EventId, rows[1].Actor, rows[1].RecordedTime, rows[1].After!.Sellable));
        Assert.Equal(rows.Skip(1), await Storage.StockLevels.MovementsAsync(Shirt, rows[0].Position, 10, default));
    }

    [Fact]
    public async Task OpenReservations_ListWhatIsHeld_UntilItIsNot()
    {
        await Storage.AdjustAsync(Shirt, 9);
        await Storage.AdjustAsync(Shoe, 9);
        await Storage.ReserveAsync("rsv-1", new StockLine(Shirt, 2), new StockLine(Shoe, 1));
        await Storage.ReserveAsync("rsv-2", new StockLine(Shirt, 1));
        await Storage.ReserveAsync("rsv-3", new StockLine(Shirt, 1));
        await Storage.ConsumeAsync("rsv-2");

        var open = await Storage.StockLevels.OpenReservationsAsync(null, 10, default);

        Assert.Equal(["rsv-1", "rsv-3"], open.Select(r => r.ReservationId));
        Assert.Equal([new StockLine(Shirt, 2), new StockLine(Shoe, 1)], open[0].Held.AsEnumerable());
        Assert.Equal("rsv-3", Assert.Single(await Storage.StockLevels.OpenReservationsAsync("rsv-1", 10, default)).ReservationId);
        Assert.Equal("rsv-1", Assert.Single(await Storage.StockLevels.FindOpenAsync(["rsv-2", "rsv-1"], default)).ReservationId);
    }

    [Fact]
    public async Task Timers_FollowTheStatesOfTheirOwners()
    {
        await Storage.AppendAsync("tally-1", new TallyTimed("review", Noon.AddMinutes(10)), new TallyTimed("payment", Noon.AddMinutes(5)));
        await Storage.AppendAsync("tally-2", new TallyTimed("payment", Noon.AddMinutes(7)));
        Assert.Equal(Noon.AddMinutes(5), await Storage.Timers.NextDueAsync(default));

        await Storage.AppendAsync("tally-1", new TallyTimed("payment", Noon.AddMinutes(8)));

        Assert.Equal(
            [
                new DueTimer("tally", "tally-2", "payment", Noon.AddMinutes(7)), new DueTimer("tally", "tally-1", "payment", Noon.AddMinutes(8)),
                new DueTimer("tally", "tally-1", "review", Noon.AddMinutes(10)),
            ],
            await Storage.Timers.DueAsync(Noon.AddMinutes(10), null, 10, default));
        Assert.Equal(2, (await Storage.Timers.DueAsync(Noon.AddMinutes(9), null, 10, default)).Count);
        Assert.Single(await Storage.Timers.DueAsync(Noon.AddMinutes(10), null, 1, default));

        await Storage.AppendAsync("tally-1", new TallyStopped());
        await Storage.AppendAsync("tally-2", new TallyStopped());
        Assert.Null(await Storage.Timers.NextDueAsync(default));
    }

    [Fact]
    public async Task Timers_PageByPage_AreAllThatAreDueInOrder()
    {
        foreach (var (owner, kind, minutes) in new[] { ("tally-2", "review", 5), ("tally-1", "review", 5), ("tally-1", "payment", 5), ("tally-3", "payment", 4), ("tally-4", "payment", 9) })
        {
            await Storage.AppendAsync(owner, new TallyTimed(kind, Noon.AddMinutes(minutes)));
        }

        var found = new List<string>();
        for (DueTimer? last = null; found.Count < 10;)
        {
            var page = await Storage.Timers.DueAsync(Noon.AddMinutes(8), last, 1, default);
            if (page.Count == 0)
            {
                break;
            }

            last = page[0];
            found.Add($"{last.OwnerId} {last.Kind}");
            if (found.Count % 2 > 0) // Every other one was acted on and is gone; the rest could not be, and stays due.
            {
                await Storage.AppendAsync(last.OwnerId, new TallyTimed(last.Kind, Noon.AddMinutes(20)));
            }
        }

        Assert.Equal(["tally-3 payment", "tally-1 payment", "tally-1 review", "tally-2 review"], found);
    }

    [Fact]
    public async Task Find_AfterACommitWasAnswered_IsNeverOlder()
    {
        var answered = new long[300];
        await Task.WhenAll(Enumerable.Range(0, answered.Length).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                var after = await Storage.AppendAsync($"tally-{i}", new TallyAdded(1));
                Volatile.Write(ref answered[i], after.Version);
                var other = (i + (37 * round)) % answered.Length;
                var known = Volatile.Read(ref answered[other]);
                var found = await Storage.Aggregates.FindAsync<Tally>($"tally-{other}", default);
                Assert.True((found?.Version ?? 0) >= known, $"tally-{other} went back from {known} to {found?.Version}.");
            }
        })));

        // Three hundred do not fit the cache: some of these are replays.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, answered.Length).Select(i => Storage.Aggregates.FindAsync<Tally>($"tally-{i}", default).AsTask())),
            t => Assert.Equal((5L, 5L), (t!.Version, t.Sum)));
    }

    [Fact]
    public async Task FindAsOf_GivesTheStateThatWasRecordedThen()
    {
        await Storage.AppendAsync("tally-1", new TallyAdded(1));
        Time.Advance(TimeSpan.FromHours(1));
        await Storage.AppendAsync("tally-1", new TallyAdded(10));

        Assert.Null(await Storage.Aggregates.FindAsOfAsync<Tally>("tally-1", Noon.AddTicks(-10), default));
        Assert.Equal(1, (await Storage.Aggregates.FindAsOfAsync<Tally>("tally-1", Noon.AddMinutes(59), default))!.Sum);
        Assert.Equal(11, (await Storage.Aggregates.FindAsOfAsync<Tally>("tally-1", Noon.AddHours(1), default))!.Sum);
    }

    [Fact]
    public async Task Find_Unknown_IsNull() => Assert.Null(await Storage.Aggregates.FindAsync<Tally>("tally-0", default));

    /// <summary>Opens an empty store on <see cref="Time"/>.</summary>
    protected abstract ValueTask<IStorage> OpenAsync(StorageOptions options);

    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private async Task MixAsync(int worker, StockKey[] keys)
    {
        var random = new Random(worker); // The worker's number is the seed.
        for (var i = 0; i < 25; i++)
        {
            var id = $"rsv-{worker}-{i}";
            var first = keys[random.Next(keys.Length)];
            var second = keys[random.Next(keys.Length)];
            if (!(await Storage.ReserveAsync(id, new StockLine(first, random.Next(1, 5)), new StockLine(second, 1))).IsCommitted)
            {
                await Storage.AdjustAsync(first, 6);
                continue;
            }

            _ = random.Next(3) switch
            {
                0 => await Storage.ReleaseAsync(id),
                1 => await Storage.ConsumeAsync(id),
                _ => null,
            };
        }
    }
}
