using Microsoft.Extensions.Logging;
using Npgsql;
using OrderBridge.Kernel.Reporting;
using OrderBridge.Storage.Postgres.Committing;
using OrderBridge.Storage.Postgres.Opening;

namespace OrderBridge.Storage.Postgres.Following;

/// <summary>Hears of other hubs' commits at once. Where notifications do not come (a broken connection, a pooler between), polling finds them later.</summary>
internal sealed partial class NotificationListener : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private readonly PostgresConnections _connections;
    private readonly string _ownPrefix;
    private readonly Action _wake;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly FailureNews _news;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public NotificationListener(PostgresConnections connections, string hubId, Action wake, TimeProvider timeProvider, ILogger logger)
    {
        (_connections, _ownPrefix, _wake, _timeProvider, _logger) = (connections, hubId + ":", wake, timeProvider, logger);
        _news = new FailureNews(timeProvider);
        _loop = Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database is away; the tail polls meanwhile.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogBroken(_logger, e);
                }
            }

            await Task.Delay(ReconnectDelay, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask ListenAsync(CancellationToken cancellationToken)
    {
        var connection = _connections.NewListener();
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, notification) => Hear(notification.Payload);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var listen = new NpgsqlCommand("LISTEN " + BatchStatements.Channel, connection);
            await using (listen.ConfigureAwait(false))
            {
                await listen.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            _news.Succeeded();
            _wake(); // For what came while nobody listened.
            while (true)
            {
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Own commits are in the tail already.</summary>
    private void Hear(string payload)
    {
        if (!payload.StartsWith(_ownPrefix, StringComparison.Ordinal))
        {
            _wake();
        }
    }

    [LoggerMessage(EventId = 9332, Level = LogLevel.Warning, Message = "Notifications are interrupted; the journal is polled meanwhile")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
