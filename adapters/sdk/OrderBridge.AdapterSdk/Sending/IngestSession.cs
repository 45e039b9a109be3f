using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Tracing;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.AdapterSdk.Sending;

/// <summary>
/// One open stream: writes one message after the other and hands each answer to whoever waits for it. A caller waits for its
/// answer alone, never for a write: one that nobody reads need not end before its stream is given up.
/// </summary>
internal sealed class IngestSession : IAsyncDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    // A hub that reads nothing for so long has stopped; no caller has this much patience.
    private static readonly TimeSpan WriteTime = HubPipeline.Budget;
    private readonly AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> _call;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<IngestOrdersResponse>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;
    private readonly TimeProvider _timeProvider;
    private long _lastId;
    private volatile RpcException? _end;

    public IngestSession(AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> call, TimeProvider timeProvider)
    {
        (_call, _timeProvider) = (call, timeProvider);
        _reading = ReadAllAsync();
    }

    public bool IsOpen => _end is null;

    /// <exception cref="RpcException">The stream ended before the answer came.</exception>
    public async Task<IngestOrdersResponse> SendAsync(IngestOrdersRequest request, CancellationToken cancellationToken)
    {
        var message = request.Clone();
        message.MessageId = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        message.TraceParent = AdapterTracing.Current;
        var answer = new TaskCompletionSource<IngestOrdersResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[message.MessageId] = answer;
        try
        {
            _ = WriteAsync(message, answer, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(message.MessageId, out _);
        }
    }

    /// <summary>Ends at once; those that wait get UNAVAILABLE.</summary>
    public void Abandon() => End(new RpcException(new Status(StatusCode.Unavailable, "The stream was given up.")));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
            await _reading.WaitAsync(CloseTime);
        }
        catch (Exception e) when (e is RpcException or TimeoutException or InvalidOperationException)
        {
            // Closing politely is a courtesy; the hub has answered all that it took.
        }
        finally
        {
            Abandon();
        }
    }

    /// <summary>Never throws: what goes wrong is the message's answer.</summary>
    private async Task WriteAsync(IngestOrdersRequest message, TaskCompletionSource<IngestOrdersResponse> answer, CancellationToken cancellationToken)
    {
        try
        {
            await _writing.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return; // Whoever waits for the answer has the same token.
        }

        try
        {
            // Checked after the message is registered: either the end saw it, or this sees the end.
            if (_end is { } end)
            {
                throw end;
            }

            // Not the caller's token: a half-written message ends the stream for all.
            using var bound = new CancellationTokenSource(WriteTime, _timeProvider);
            await using var givingUp = bound.Token.UnsafeRegister(session => ((IngestSession)session!).Abandon(), this);
            await _call.RequestStream.WriteAsync(message, CancellationToken.None);
        }
        catch (Exception e)
        {
            // A connection that breaks under a write shows in many ways.
            answer.TrySetException(_end ?? e as RpcException ?? new RpcException(new Status(StatusCode.Unavailable, e.Message)));
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                var response = _call.ResponseStream.Current;
                if (_waiting.TryRemove(response.MessageId, out var answer))
                {
                    answer.TrySetResult(response);
                }
            }

            End(new RpcException(new Status(StatusCode.Unavailable, "The hub closed the stream.")));
        }
        catch (RpcException e)
        {
            End(e);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            End(new RpcException(new Status(StatusCode.Unavailable, e.Message)));
        }
    }

    /// <summary>Of a stream that has ended nothing may be left, not even a write that nobody reads any more.</summary>
    private void End(RpcException end)
    {
        _end ??= end;
        _call.Dispose();
        foreach (var (id, _) in _waiting)
        {
            if (_waiting.TryRemove(id, out var answer))
            {
                answer.TrySetException(_end);
            }
        }
    }
}
