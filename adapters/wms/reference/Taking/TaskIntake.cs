using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Taking;

/// <summary>
/// Reads the source, for ever. While one batch is being stored the next one gathers, so that a flood of tasks costs few transactions and
/// a single task waits for nobody. After a break it goes on behind the last stored token; what comes twice the inbox drops.
/// </summary>
public sealed partial class TaskIntake(
    ITaskSource source, Floor floor, Func<string> storedToken, WmsCounters counters, TimeProvider timeProvider, ILogger logger)
{
    private const int BatchMax = 500;

    private static readonly TimeSpan ReconnectMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReconnectMax = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stop)
    {
        var wait = ReconnectMin;
        while (!stop.IsCancellationRequested)
        {
            var before = counters.TasksReceived;
            await ReadOnceAsync(stop);
            wait = counters.TasksReceived > before ? ReconnectMin : wait * 2 < ReconnectMax ? wait * 2 : ReconnectMax;
            await Task.Delay(wait, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection, until it breaks.</summary>
    private async Task ReadOnceAsync(CancellationToken stop)
    {
        var isTokenRefused = false;
        var gathering = Channel.CreateBounded<TaskMessage>(
            new BoundedChannelOptions(2 * BatchMax) { SingleReader = true, SingleWriter = true });
        var storing = StoreAsync(gathering.Reader, stop);
        try
        {
            await foreach (var message in source.ReadAsync(storedToken(), stop))
            {
                counters.Received(message);
                await gathering.Writer.WriteAsync(message, stop);
            }
        }
        catch (Exception e) when (e is RpcException or TimeoutException or IOException or OperationCanceledException)
        {
            if (!stop.IsCancellationRequested)
            {
                counters.Disconnected();
                isTokenRefused = IsTokenRefused(e);
                LogBroken(logger, e.Message);
            }
        }

        gathering.Writer.Complete();
        await storing;
        if (isTokenRefused && storedToken().Length > 0)
        {
            LogTokenRefused(logger, storedToken());
            await floor.ForgetTokenAsync();
        }
    }

    /// <summary>The hub has been put back to an earlier state, or is another one. No try with this token will ever succeed.</summary>
    private static bool IsTokenRefused(Exception exception) => exception is RpcException e && HubFailure.From(e).Reason == "RESUME_TOKEN_INVALID";

    private async Task StoreAsync(ChannelReader<TaskMessage> gathered, CancellationToken stop)
    {
        while (await gathered.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<TaskMessage>();
            while (batch.Count < BatchMax && gathered.TryRead(out var message))
            {
                batch.Add(message);
            }

            await floor.TakeAsync(batch);
            await source.ConfirmAsync(batch[^1], stop);
        }
    }

    [LoggerMessage(EventId = 3915, Level = LogLevel.Warning, Message = "The hub does not know resume token {Token}: it was put back to an earlier state. Reading all tasks again; those in the inbox are dropped, open work goes on")]
    private static partial void LogTokenRefused(ILogger logger, string token);

    [LoggerMessage(EventId = 3903, Level = LogLevel.Warning, Message = "The task stream broke: {Message}; connecting again")]
    private static partial void LogBroken(ILogger logger, string message);
}
