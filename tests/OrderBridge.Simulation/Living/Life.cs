namespace OrderBridge.Simulation.Living;

/// <summary>One life of a hub process. When it ends, everything it still does comes to nothing.</summary>
internal sealed class Life
{
    private readonly CancellationTokenSource _end = new();

    public CancellationToken Token => _end.Token;

    public bool IsOver => _end.IsCancellationRequested;

    /// <summary>The process dies here and now.</summary>
    public OperationCanceledException Die()
    {
        _end.Cancel();
        return new OperationCanceledException("The process died.", Token);
    }
}
