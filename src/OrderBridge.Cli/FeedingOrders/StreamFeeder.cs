using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>
/// Feeds orders through the stream IngestOrders. At most <see cref="InFlightMax"/> wait for their answer; a busy hub's answer is
/// obeyed by sending again after its delay; a broken stream is opened again and what was unanswered is sent again, which the hub recognises.
/// A message that breaks streams, or that the hub fails at again and again, is refused in its own name.
/// </summary>
internal sealed partial class StreamFeeder(HubCaller hub, RunBook book, TimeProvider timeProvider) : IDisposable
{
    public const int InFlightMax = 256;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReopenDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>What is to be written; null only wakes the writer, which then looks whether all is done.</summary>
    private readonly Channel<TrackedOrder?> _outbound = Channel.CreateUnbounded<TrackedOrder?>();
    private readonly ConcurrentDictionary<string, TrackedOrder> _unanswered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(InFlightMax);
    private volatile bool _completed;
    private long _lastAnswer = timeProvider.GetTimestamp();
    private int _repeats;

    /// <summary>Messages sent again because the hub was busy or away.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    private bool IsDone => _completed && _unanswered.IsEmpty;

    /// <summary>Takes an order; waits while too many are unanswered.</summary>
    public async Task SubmitAsync(DemoOrder order, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var tracked = book.Add(order);
        if (_unanswered.IsEmpty)
        {
            Interlocked.Exchange(ref _lastAnswer, timeProvider.GetTimestamp()); // Nothing was waited for until now.
        }

        _unanswered[order.InvoiceNo] = tracked;
        _outbound.Writer.TryWrite(tracked);
    }

    /// <summary>No more orders will come.</summary>
    public void Complete()
    {
        _completed = true;
        _outbound.Writer.TryWrite(null);
    }

    /// <summary>Runs until every submitted order is answered.</summary>
    /// <exception cref="RpcException">The hub refuses the stream, or has let an order wait for 30 seconds.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var breaks = 0; !IsDone;)
        {
            try
            {
                await RunStreamAsync(cancellationToken);
            }
            catch (RpcException e) when ((e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted || IsOfOneMessage(e))
                && (_unanswered.IsEmpty || timeProvider.GetElapsedTime(Interlocked.Read(ref _lastAnswer)) < GiveUpAfter))
            {
                await Task.Delay(ReopenDelay, timeProvider, cancellationToken);
                breaks += IsOfOneMessage(e) ? 1 : 0;
            }

            if (breaks >= BreaksBeforeAlone)
            {
                await SendEachAloneAsync(cancellationToken);
                breaks = 0;
            }
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunStreamAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = hub.Orders.IngestOrders(hub.Options(cancellationToken));
        var reading = ReadAsync(call.ResponseStream, ended);
        try
        {
            ResendUnanswered();
            while (!IsDone)
            {
                await WriteAsync(call.RequestStream, await _outbound.Reader.ReadAsync(ended.Token), ended.Token);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            // The stream ended under the writer; the reader says why.
        }

        await reading;
        if (!IsDone)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The hub closed the stream before it had answered everything."));
        }
    }

    /// <summary>On a new stream everything unanswered goes out once, whether it was on the old one or still waited.</summary>
    private void ResendUnanswered()
    {
        while (_outbound.Reader.TryRead(out _))
        {
        }

        foreach (var tracked in _unanswered.Values)
        {
            _outbound.Writer.TryWrite(tracked);
        }

        _outbound.Writer.TryWrite(null);
    }

    private async Task WriteAsync(IClientStreamWriter<IngestOrdersRequest> requests, TrackedOrder? tracked, CancellationToken cancellationToken)
    {
        if (tracked is null || tracked.Decided.IsCompleted)
        {
            return;
        }

        if (tracked.Attempts++ > 0)
        {
            Interlocked.Increment(ref _repeats);
        }

        if (MessageOf(tracked) is { } message)
        {
            await requests.WriteAsync(message, cancellationToken);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<IngestOrdersResponse> responses, CancellationTokenSource ended)
    {
        try
        {
            while (await responses.MoveNext(CancellationToken.None))
            {
                Take(responses.Current, ended.Token);
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private void Take(IngestOrdersResponse response, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _lastAnswer, timeProvider.GetTimestamp());
        if (!_unanswered.TryGetValue(response.MessageId, out var tracked))
        {
            return; // The answer to a second sending.
        }

        if (response.Problem is { } problem && MayRepeat(problem, tracked))
        {
            _ = RepeatAsync(tracked, Repeating.Delay(problem.RetryDelay?.ToTimeSpan(), tracked.Attempts), cancellationToken);
            return;
        }

        Finish(tracked, Refusals.VerdictOf(response));
    }

    private void Finish(TrackedOrder tracked, Verdict verdict)
    {
        Interlocked.Exchange(ref _lastAnswer, timeProvider.GetTimestamp());
        if (_unanswered.TryRemove(tracked.Order.InvoiceNo, out _))
        {
            book.Decide(tracked, verdict);
            _slots.Release();
        }

        if (IsDone)
        {
            _outbound.Writer.TryWrite(null);
        }
    }

    private async Task RepeatAsync(TrackedOrder tracked, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, timeProvider, cancellationToken);
            _outbound.Writer.TryWrite(tracked);
        }
        catch (OperationCanceledException)
        {
            // The stream ended; the next one sends everything unanswered again.
        }
    }
}
