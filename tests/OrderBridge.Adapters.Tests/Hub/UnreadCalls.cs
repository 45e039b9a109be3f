using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Hub;

/// <summary>The way to a hub that reads no stream: a write does not end, not even with its stream. What comes alone it takes.</summary>
internal sealed class UnreadCalls : CallInvoker
{
    private readonly TaskCompletionSource<bool> _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _opened;
    private int _disposed;

    /// <summary>Completes with the first write.</summary>
    public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int StreamsOpened => _opened;

    /// <summary>Each counts once, however often it is disposed.</summary>
    public int StreamsDisposed => _disposed;

    public void EndStream(RpcException end) => _answers.SetException(end);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Interlocked.Increment(ref _opened);
        var disposed = 0;
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Requests<TRequest>(Written),
            new Answers<TResponse>(_answers.Task),
            Task.FromResult(new Metadata()),
            () => new Status(StatusCode.Unknown, ""),
            () => [],
            () =>
            {
                if (Interlocked.Exchange(ref disposed, 1) == 0)
                {
                    Interlocked.Increment(ref _disposed);
                }
            });
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
        Task.FromResult((TResponse)(object)new IngestOrderResponse { Order = new Order { OrderId = "alone" } }),
        Task.FromResult(new Metadata()),
        () => Status.DefaultSuccess,
        () => [],
        () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private sealed class Requests<T>(TaskCompletionSource written) : IClientStreamWriter<T>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(T message)
        {
            written.TrySetResult();
            return new TaskCompletionSource().Task;
        }

        public Task CompleteAsync() => throw new InvalidOperationException("A write is under way.");
    }

    private sealed class Answers<T>(Task<bool> end) : IAsyncStreamReader<T>
    {
        public T Current => throw new InvalidOperationException("Nothing came.");

        public Task<bool> MoveNext(CancellationToken cancellationToken) => end.WaitAsync(cancellationToken);
    }
}
