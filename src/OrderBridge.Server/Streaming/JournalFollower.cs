using System.Runtime.CompilerServices;
using Grpc.Core;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Streaming;

/// <summary>
/// Follows the journal for a stream: no record is skipped, silence on the stream is broken by heartbeats, a draining hub ends it with UNAVAILABLE. The number
/// of streams is bounded.
/// </summary>
public sealed class JournalFollower(IJournal journal, CallGate gate, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private const int PageSize = 256;

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => journal.HeadAsync(cancellationToken);

    /// <summary>
    /// Sends what the records after a position are to a stream, for ever. One heartbeat comes when the stream has caught up, so that the caller has a token, and
    /// one whenever the stream was silent for as long as it may be.
    /// </summary>
    public async Task SendAsync<T>(IServerStreamWriter<T> responses, JournalView<T> view, long after, CancellationToken cancellationToken)
        where T : class
    {
        using var place = gate.EnterStream() ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        await RequireOwnAsync(after, cancellationToken).ConfigureAwait(false);
        using var pulse = new StreamPulse(view.Heartbeat, timeProvider);
        await foreach (var (record, position) in FollowAsync(after, pulse, cancellationToken).ConfigureAwait(false))
        {
            var message = record is null ? null : await view.MessageOf(record).ConfigureAwait(false);
            // A long stretch of records that the stream leaves out is silence too.
            if (message is not null || record is null || pulse.IsDue)
            {
                pulse.Beat();
                await responses.WriteAsync(message ?? view.HeartbeatAt(ResumeTokens.Of(position)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<(JournalRecord? Record, long Position)> FollowAsync(
        long after, StreamPulse pulse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var position = after;
        var hasCaughtUp = false;
        Task? news = null;
        while (true)
        {
            var page = await ReadAsync(position, either.Token).ConfigureAwait(false);
            foreach (var record in page)
            {
                position = record.Position;
                yield return (record, position);
            }

            if (page.Count > 0)
            {
                continue;
            }

            if (!hasCaughtUp || pulse.IsDue)
            {
                hasCaughtUp = true;
                yield return (null, position);
            }

            news = await AwaitNewsAsync(news ?? journal.WaitAsync(position, either.Token).AsTask(), pulse, either.Token).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A token ahead of this hub may be a neighbour's, of what this one has not heard of yet. Ahead of all of them it is of another store, or of this one
    /// before an older copy was restored: to wait for its position would skip events.
    /// </summary>
    private async ValueTask RequireOwnAsync(long after, CancellationToken cancellationToken)
    {
        if (after > await journal.HeadAsync(cancellationToken).ConfigureAwait(false)
            && !(await journal.CatchUpAsync(cancellationToken).ConfigureAwait(false) && after <= await journal.HeadAsync(cancellationToken).ConfigureAwait(false)))
        {
            throw ResumeTokens.Strange();
        }
    }

    private async ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long position, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await journal.ReadAsync(position, PageSize, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Failures.Draining();
        }
    }

    /// <summary>Null when there is news; the same wait when a heartbeat is due before.</summary>
    private async ValueTask<Task?> AwaitNewsAsync(Task news, StreamPulse pulse, CancellationToken cancellationToken)
    {
        try
        {
            if (!await pulse.WaitAsync(news, cancellationToken).ConfigureAwait(false))
            {
                return news;
            }

            await news.ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Failures.Draining();
        }
    }
}
