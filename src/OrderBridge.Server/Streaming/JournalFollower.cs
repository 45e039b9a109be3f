using System.Runtime.CompilerServices;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Streaming;

/// <summary>A record, or a heartbeat without one.</summary>
/// <param name="Position">Resume after it.</param>
public readonly record struct Followed(JournalRecord? Record, long Position);

/// <summary>
/// Follows the journal for a stream: no record is skipped, silence is broken by heartbeats, a draining hub ends it with UNAVAILABLE. The number of
/// streams is bounded.
/// </summary>
public sealed class JournalFollower(IJournal journal, CallGate gate, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    /// <summary>Longest silence unless the caller asks for another.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private const int PageSize = 256;

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => journal.HeadAsync(cancellationToken);

    /// <summary>Records after a position, for ever; a heartbeat at once when there is none, so that the caller has a token.</summary>
    public async IAsyncEnumerable<Followed> FollowAsync(long after, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var place = gate.EnterStream() ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        await RequireOwnAsync(after, cancellationToken).ConfigureAwait(false);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var position = after;
        Task? news = null;
        while (true)
        {
            var page = await ReadAsync(position, either.Token).ConfigureAwait(false);
            foreach (var record in page)
            {
                position = record.Position;
                yield return new Followed(record, position);
            }

            if (page.Count == 0)
            {
                yield return new Followed(null, position);
                news = await AwaitNewsAsync(news ?? journal.WaitAsync(position, either.Token).AsTask(), heartbeat, either.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A token ahead of the journal is of another store, or of this one before an older copy was restored: to wait for its position would skip events.</summary>
    private async ValueTask RequireOwnAsync(long after, CancellationToken cancellationToken)
    {
        if (after > await journal.HeadAsync(cancellationToken).ConfigureAwait(false))
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

    /// <summary>Null when there is news; the same wait when the silence lasted a heartbeat.</summary>
    private async ValueTask<Task?> AwaitNewsAsync(Task news, TimeSpan heartbeat, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(heartbeat, timeProvider, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException)
        {
            return news;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Failures.Draining();
        }
    }
}
