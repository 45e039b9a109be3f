namespace OrderBridge.Server.Hosting;

/// <summary>Counts the requests whose answer, with its last word, has not gone to the connection yet. Safe for concurrent use.</summary>
public sealed class OpenResponses
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one. It ends when the server has written how it ended, which is after the service has returned: a slow reader takes a while.</summary>
    public void Enter(HttpContext context)
    {
        Interlocked.Increment(ref _count);
        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _count);
            return Task.CompletedTask;
        });
    }
}
