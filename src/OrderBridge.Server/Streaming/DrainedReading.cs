using System.Runtime.CompilerServices;
using Grpc.Core;
using OrderBridge.Server.Calling;

namespace OrderBridge.Server.Streaming;

/// <summary>Reads what a caller sends until it has said all, or the hub drains: a caller that stays silent would hold up the hub's end.</summary>
internal static class DrainedReading
{
    /// <exception cref="RpcException">The hub drains.</exception>
    public static async IAsyncEnumerable<T> AllAsync<T>(
        IAsyncStreamReader<T> stream, IHostApplicationLifetime lifetime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (await NextAsync(stream, lifetime, reading.Token).ConfigureAwait(false))
        {
            yield return stream.Current;
        }
    }

    private static async Task<bool> NextAsync<T>(IAsyncStreamReader<T> stream, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Failures.Draining();
        }
    }
}
