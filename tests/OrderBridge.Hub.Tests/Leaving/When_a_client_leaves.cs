using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrderBridge.Hub.Tests.Leaving;

/// <summary>Clients crash, lose their network, or have heard enough. That is their business and no fault of the hub, which therefore reports none.</summary>
public sealed class When_a_client_leaves
{
    private const int Clients = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_the_middle_of_a_stream_no_error_is_logged(bool hasMoreUnderWay)
    {
        using var errors = new ErrorLog();
        await using (var hub = await RunningHub.StartAnewAsync(services => services.AddSingleton<ILoggerProvider>(errors)))
        {
            await hub.CountAsync("a", 1_000);
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => LeaveAsync(hub, i, hasMoreUnderWay)));
        }

        Assert.Empty(errors.Lines);
    }

    /// <summary>Ends its call by a reset of the HTTP/2 stream, as a client does whose call is disposed of.</summary>
    private static async Task LeaveAsync(RunningHub hub, int client, bool hasMoreUnderWay)
    {
        using var call = hub.Orders.IngestOrders();
        await call.RequestStream.WriteAsync(new() { MessageId = "1", Order = Samples.Paid($"o-{client}", "a") });
        await call.ResponseStream.NextAsync();
        if (hasMoreUnderWay)
        {
            await call.RequestStream.WriteAsync(new() { MessageId = "2", Order = Samples.Paid($"p-{client}", "a") });
        }
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{eventId.Id} {exception} {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
            // Nothing to give back.
        }
    }
}
