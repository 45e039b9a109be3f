using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Streaming;

namespace OrderBridge.Hub.Tests.StreamingEvents;

/// <summary>A stream that goes on at another hub may be ahead of what that one has heard of: it waits, and refuses only what nobody has written.</summary>
public sealed class When_a_token_comes_from_a_neighbour
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task It_is_taken_when_a_neighbour_has_written_as_much(int aheadOfAll, bool isTaken)
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.CountAsync("a", 1);
        var journal = new LateJournal(hub.Services.GetRequiredService<IJournal>());
        var newest = await hub.Services.GetRequiredService<IJournal>().HeadAsync(default);
        var follower = new JournalFollower(
            journal, hub.Services.GetRequiredService<CallGate>(), hub.Services.GetRequiredService<IHostApplicationLifetime>(), TimeProvider.System);
        var first = new First();
        var view = new JournalView<StreamEventsResponse>(_ => new((StreamEventsResponse?)null), token => new StreamEventsResponse { ResumeToken = token });

        var failure = await Record.ExceptionAsync(() => follower.SendAsync(first, view, newest + aheadOfAll, first.Came)).WaitAsync(Patience.Length);

        Assert.Equal(isTaken, first.Message is not null);
        Assert.Equal(!isTaken, failure is RpcException { StatusCode: StatusCode.InvalidArgument });
    }

    /// <summary>Shows nothing until somebody asks what others have written.</summary>
    private sealed class LateJournal(IJournal inner) : IJournal
    {
        private bool _hasCaughtUp;

        public ValueTask<bool> CatchUpAsync(CancellationToken cancellationToken)
        {
            _hasCaughtUp = true;
            return ValueTask.FromResult(true);
        }

        public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => _hasCaughtUp ? inner.HeadAsync(cancellationToken) : ValueTask.FromResult(0L);

        public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
            inner.ReadAsync(afterPosition, limit, cancellationToken);

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
            inner.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

        public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => inner.WaitAsync(afterPosition, cancellationToken);

        public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => inner.CursorAsync(name, cancellationToken);
    }

    private sealed class First : IServerStreamWriter<StreamEventsResponse>
    {
        private readonly CancellationTokenSource _came = new();

        public StreamEventsResponse? Message { get; private set; }

        public CancellationToken Came => _came.Token;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(StreamEventsResponse message)
        {
            Message = message;
            return _came.CancelAsync();
        }

        public Task WriteAsync(StreamEventsResponse message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
