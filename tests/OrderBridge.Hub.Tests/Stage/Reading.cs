using Grpc.Core;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>Reads streams as far as a test wants to see.</summary>
internal static class Reading
{
    /// <summary>The next message that fits; fails when the stream ends before it.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncStreamReader<T> stream, Func<T, bool>? fits = null)
    {
        while (await stream.MoveNext(CancellationToken.None))
        {
            if (fits is null || fits(stream.Current))
            {
                return stream.Current;
            }
        }

        throw new InvalidOperationException("The stream ended before the message that the test waits for.");
    }

    /// <summary>The next messages that fit, as many as asked for.</summary>
    public static async Task<List<T>> NextAsync<T>(this IAsyncStreamReader<T> stream, int count, Func<T, bool>? fits = null)
    {
        var read = new List<T>(count);
        while (read.Count < count)
        {
            read.Add(await stream.NextAsync(fits));
        }

        return read;
    }

    /// <summary>Messages up to the first that fits, without it.</summary>
    public static async Task<List<T>> UntilAsync<T>(this IAsyncStreamReader<T> stream, Func<T, bool> last)
    {
        var read = new List<T>();
        while (!last(await stream.NextAsync()))
        {
            read.Add(stream.Current);
        }

        return read;
    }

    /// <summary>Reads to the end; what ends a stream with a status throws it.</summary>
    public static async Task<List<T>> ToEndAsync<T>(this IAsyncStreamReader<T> stream)
    {
        var read = new List<T>();
        while (await stream.MoveNext(CancellationToken.None))
        {
            read.Add(stream.Current);
        }

        return read;
    }
}
