using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage.Postgres.Keeping;
using OrderBridge.Testing.Stock;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Postgres.Tests.Keeping;

public sealed class HousekeeperTests
{
    /// <summary>Whoever closes the store still has connections and memory to give back.</summary>
    [Fact]
    public async Task Dispose_ServerGoesAwayDuringARound_EndsWithoutAFailure()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=nobody");
        var housekeeper = new Housekeeper(
            source, new Partitions(source, 1), TimeSpan.FromDays(1), TimeSpan.FromHours(1), new HandClock(Noon), NullLogger.Instance);
        var round = await server.AcceptSocketAsync().WaitAsync(Eventually.Patience);

        var end = housekeeper.DisposeAsync().AsTask();
        server.Stop();
        round.Close(); // The round waits for a greeting, and hears no more.

        await end.WaitAsync(Eventually.Patience);
    }
}
