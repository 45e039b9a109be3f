using System.Net.Sockets;
using OrderBridge.Cli.RunningProcesses;
using OrderBridge.Cli.RunningServers;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>Servers that somebody named: looked at before anything starts, and tidied when the hubs have ended. The store stays in its database.</summary>
internal sealed class GivenServers(Topology given, Action<string> say, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly RedisVisit? _redis = given.Redis is { } servers ? new RedisVisit(servers, timeProvider) : null;
    private readonly KafkaVisit? _kafka = given.Kafka is { } brokers ? new KafkaVisit(brokers, timeProvider) : null;
    private bool _isInUse;

    /// <exception cref="UsageException">One cannot be reached, or holds what is not the demo's; the sentence names the option.</exception>
    public async Task CheckAsync(RepositoryLayout layout, CancellationToken cancellationToken)
    {
        await (_redis?.CheckAsync(cancellationToken) ?? Task.CompletedTask);
        if (_kafka is not null)
        {
            var trouble = KafkaHome.LibraryTrouble(layout);
            await (trouble.Length == 0 ? _kafka.CheckAsync(cancellationToken) : throw new UsageException($"--kafka cannot be used: there is {trouble}."));
        }

        if (given.Postgres is { } connection)
        {
            await new PostgresVisit(connection, layout, timeProvider).CheckAsync(cancellationToken);
        }

        _isInUse = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isInUse)
        {
            return;
        }

        string[] keys = [$"{given.RedisPrefix}:ledger", $"{given.RedisPrefix}:{{{DemoProcesses.WarehouseId}}}:stock", $"{given.RedisPrefix}:{{{DemoProcesses.WarehouseId}}}:due"];
        await TryAsync("Redis", () => _redis?.RemoveAsync(keys));
        await TryAsync("Kafka", () => _kafka?.RemoveTopicsAsync());
    }

    private async Task TryAsync(string where, Func<Task?> tidy)
    {
        try
        {
            await (tidy() ?? Task.CompletedTask);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException)
        {
            say($"What the demo left in {where} could not be removed: {e.Message}");
        }
    }
}
