namespace OrderBridge.Server.Hosting;

/// <summary>
/// Counts the requests whose answer, with its last word, has not gone to the connection yet: those from before the hub was told to stop, as others may
/// come without end. Safe for concurrent use.
/// </summary>
public sealed class OpenResponses(IHostApplicationLifetime lifetime)
{
    private int _count;
    private int _running;
    private volatile bool _anyEndedLate;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Those of them whose call is still under way.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Whether an answer ended after the hub was told to stop.</summary>
    public bool AnyEndedLate => _anyEndedLate;

    /// <summary>Counts one while it is answered, and after that until how it ended is handed over to be written, which waits for a slow reader.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        Interlocked.Increment(ref _count);
        Interlocked.Increment(ref _running);
        context.Response.OnCompleted(Leave);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private Task Leave()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            _anyEndedLate = true;
        }

        Interlocked.Decrement(ref _count);
        return Task.CompletedTask;
    }
}
