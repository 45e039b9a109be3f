namespace OrderBridge.Server.Hosting;

/// <summary>Counts the requests whose answer, with its last word, has not gone to the connection yet. Safe for concurrent use.</summary>
public sealed class OpenResponses(IHostApplicationLifetime lifetime)
{
    private int _count;
    private volatile bool _anyEndedLate;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether an answer ended after the hub was told to stop.</summary>
    public bool AnyEndedLate => _anyEndedLate;

    /// <summary>Counts one. It ends after the service has returned, when how it ended is handed over to be written: a slow reader takes a while.</summary>
    public void Enter(HttpContext context)
    {
        Interlocked.Increment(ref _count);
        context.Response.OnCompleted(() =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                _anyEndedLate = true;
            }

            Interlocked.Decrement(ref _count);
            return Task.CompletedTask;
        });
    }
}
