using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Following;

/// <summary>A hub's readers see commits a moment after they were acknowledged; who must not be early asks the database.</summary>
public sealed class CommittedPositionTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();
    private readonly HandClock _time = new(Noon);
    private PostgresStorage[] _hubs = [];

    public Task InitializeAsync()
    {
        _hubs = [_database.Open(_time), _database.Open(_time)];
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
    public async Task What_any_hub_has_acknowledged_is_never_above_it()
    {
        Assert.Equal(0, await _hubs[0].CommittedPositionAsync(default));
        await Task.WhenAll(_hubs.Select((writer, w) => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var acknowledged = (await writer.AddAsync(Tally.Unborn($"tally-{w}-{i}"), new TallyAdded(1))).LastPosition;
                Assert.True(await writer.CommittedPositionAsync(default) >= acknowledged);
                Assert.True(await _hubs[1 - w].CommittedPositionAsync(default) >= acknowledged);
            }
        })));
    }
}
