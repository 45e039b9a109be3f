using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Leasing;

public sealed class LeaseTests : IDisposable
{
    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Hold_TwoHubs_OneHolds()
    {
        await using var one = Open();
        await using var two = Open();

        Assert.True(await one.Leases.HoldAsync("flows", default));
        Assert.False(await two.Leases.HoldAsync("flows", default));
        Assert.True(await two.Leases.HoldAsync("other", default));
        Assert.True(await one.Leases.HoldAsync("flows", default));
    }

    [Fact]
    public async Task Hold_OwnerStops_TheNextHoldsAtOnce()
    {
        await using var two = Open(TimeSpan.FromMinutes(10));
        await using (var one = Open(TimeSpan.FromMinutes(10)))
        {
            Assert.True(await one.Leases.HoldAsync("flows", default));
        }

        Assert.True(await two.Leases.HoldAsync("flows", default));
    }

    [Fact]
    public async Task Yield_TheNextHoldsAtOnceAndTheFirstNoMore()
    {
        await using var one = Open(TimeSpan.FromMinutes(10));
        await using var two = Open(TimeSpan.FromMinutes(10));
        Assert.True(await one.Leases.HoldAsync("flows", default));

        await two.Leases.YieldAsync("flows", default);
        Assert.False(await two.Leases.HoldAsync("flows", default));
        await one.Leases.YieldAsync("flows", default);

        Assert.True(await two.Leases.HoldAsync("flows", default));
        Assert.False(await one.Leases.HoldAsync("flows", default));
    }

    [Fact]
    public async Task Hold_OwnerLives_StaysItsOwnPastTheDuration()
    {
        await using var one = Open(TimeSpan.FromSeconds(6));
        await using var two = Open();
        Assert.True(await one.Leases.HoldAsync("flows", default));
        var first = _database.Scalar<DateTime>("SELECT until FROM journal_leases WHERE name = 'flows'");

        await Eventually.TrueAsync(() => _database.Scalar<DateTime>("SELECT until FROM journal_leases WHERE name = 'flows'") > first.AddSeconds(7)); // It was renewed when the first six seconds were over.

        Assert.False(await two.Leases.HoldAsync("flows", default));
    }

    [Fact]
    public async Task Hold_OwnerDied_IsTakenOverWhenTheLeaseLapses()
    {
        await using var two = Open();
        _database.Execute("INSERT INTO journal_leases VALUES ('flows', 'a hub that died', clock_timestamp() + interval '1 hour')");
        Assert.False(await two.Leases.HoldAsync("flows", default));

        _database.Execute("UPDATE journal_leases SET until = clock_timestamp() + interval '300 milliseconds'");
        await Eventually.TrueAsync(async () => await two.Leases.HoldAsync("flows", default));

        Assert.True(_database.Scalar<bool>("SELECT holder <> 'a hub that died' FROM journal_leases"));
    }

    [Fact]
    public async Task Hold_TakenByAnother_IsLostWhenItWouldBeRenewed()
    {
        await using var one = Open(TimeSpan.FromMilliseconds(300));
        Assert.True(await one.Leases.HoldAsync("flows", default));

        _database.Execute("UPDATE journal_leases SET holder = 'another', until = clock_timestamp() + interval '1 hour'");

        await Eventually.TrueAsync(async () => !await one.Leases.HoldAsync("flows", default));
    }

    [Fact]
    public async Task Due_TwoHubs_ShareTheTimersAndTakeNoneTwice()
    {
        await using var one = Open();
        await using var two = Open();
        for (var i = 0; i < 40; i++)
        {
            await one.AppendAsync($"tally-{i}", new TallyTimed("review", Noon.AddMinutes(i)));
        }

        var claims = await Task.WhenAll(new[] { one, two, one, two }.Select(hub => Task.Run(() => hub.Timers.DueAsync(Noon.AddHours(1), null, 15, default).AsTask())));

        var ofOne = claims[0].Concat(claims[2]).ToHashSet();
        var ofTwo = claims[1].Concat(claims[3]).ToHashSet();
        Assert.NotEmpty(ofOne);
        Assert.NotEmpty(ofTwo);
        Assert.Empty(ofOne.Intersect(ofTwo));
    }

    [Fact]
    public async Task Due_OwnerOfTheClaimDied_GoesToTheNextHub()
    {
        await using var two = Open();
        await two.AppendAsync("tally-1", new TallyTimed("review", Noon));
        _database.Execute("UPDATE timers SET claimed_by = 'a hub that died', claimed_until = clock_timestamp() + interval '1 hour'");
        Assert.Empty(await two.Timers.DueAsync(Noon, null, 10, default));

        _database.Execute("UPDATE timers SET claimed_until = clock_timestamp() + interval '300 milliseconds'");
        await Eventually.TrueAsync(async () => (await two.Timers.DueAsync(Noon, null, 10, default)).Count == 1);

        await two.AppendAsync("tally-1", new TallyStopped());
        Assert.Empty(await two.Timers.DueAsync(Noon, null, 10, default));
    }

    /// <param name="lease">So long that none lapses between two lines, unless a test is about that.</param>
    private PostgresStorage Open(TimeSpan? lease = null) => _database.Open(_time, postgres: new PostgresOptions { LeaseDuration = lease ?? TimeSpan.FromMinutes(10) });
}
