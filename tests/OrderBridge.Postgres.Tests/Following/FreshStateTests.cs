using OrderBridge.Kernel.Journaling;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Following;

/// <summary>States in a hub's memory, which another hub's commit makes old.</summary>
public sealed class FreshStateTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private PostgresStorage _one = null!;
    private PostgresStorage _two = null!;

    public Task InitializeAsync()
    {
        (_one, _two) = (_database.Open(_time), _database.Open(_time));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task After_its_journal_shows_a_neighbours_event_a_hub_shows_no_older_state()
    {
        for (var round = 1; round <= 200; round++)
        {
            Assert.True((await _two.Aggregates.FindAsync<Tally>("tally-1", default) ?? Tally.Unborn("tally-1")).Version >= round - 1); // Keeps it in memory.
            var (writer, other) = round % 2 == 0 ? (_one, _two) : (_two, _one);
            var position = await CommitAsync(writer, "tally-1");

            await other.Journal.WaitAsync(position - 1, default).AsTask().WaitAsync(Eventually.Patience);

            Assert.Equal(round, (await other.Aggregates.FindAsync<Tally>("tally-1", default))!.Version);
        }
    }

    [Fact]
    public async Task After_a_conflict_the_state_is_the_neighbours()
    {
        var before = await _two.AppendAsync("tally-1", new TallyAdded(1));
        await _one.AppendAsync("tally-1", new TallyAdded(2));

        var result = await _two.AddAsync(before, new TallyAdded(3)); // As if nobody had told it.

        Assert.Equal(CommitOutcome.Conflict, result.Outcome);
        Assert.Equal((2, 3), ((await _two.Aggregates.FindAsync<Tally>("tally-1", default))!.Version, (await _two.Aggregates.FindAsync<Tally>("tally-1", default))!.Sum));
    }

    /// <summary>Notifications are interrupted again and again; polling and reconnecting carry on.</summary>
    [Fact]
    public async Task Without_notifications_a_hub_still_hears_of_its_neighbour()
    {
        for (var round = 1; round <= 3; round++)
        {
            _database.CutConnections();
            var position = await CommitAsync(_one, $"tally-{round}");
            await _two.Journal.WaitAsync(position - 1, default).AsTask().WaitAsync(Eventually.Patience);
        }

        Assert.Equal(["tally-1.1", "tally-2.1", "tally-3.1"], (await _two.Journal.AllRecordsAsync()).Select(r => r.EventId));
    }

    /// <summary>Nothing tells this hub of its neighbour; whoever has to know asks.</summary>
    [Fact]
    public async Task Whoever_catches_up_has_seen_what_any_hub_had_committed()
    {
        for (var round = 1; round <= 20; round++)
        {
            Assert.Equal(round - 1, (await _two.Aggregates.FindAsync<Tally>("tally-1", default))?.Version ?? 0); // Keeps it in memory.
            var position = await CommitAsync(_one, "tally-1");
            await _two.Journal.CatchUpAsync(default);

            Assert.True(await _two.Journal.HeadAsync(default) >= position);
            Assert.Equal(round, (await _two.Aggregates.FindAsync<Tally>("tally-1", default))!.Version);
        }

        Assert.False(await _two.Journal.CatchUpAsync(default));
    }

    private static async Task<long> CommitAsync(PostgresStorage hub, string id)
    {
        while (true)
        {
            var before = await hub.Aggregates.FindAsync<Tally>(id, default) ?? Tally.Unborn(id);
            if (await hub.AddAsync(before, new TallyAdded(1)) is { IsCommitted: true } result)
            {
                return result.LastPosition;
            }
        }
    }
}
