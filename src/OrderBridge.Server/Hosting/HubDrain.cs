namespace OrderBridge.Server.Hosting;

/// <summary>
/// Between the end of the streams and the end of their connections: the server closes a connection also while the last word of a stream waits to be
/// written, and its client would see a lost connection instead of DRAINING. One that reads slowly is waited for, but not for ever.
/// </summary>
public sealed class HubDrain(OpenResponses responses, IHostApplicationLifetime lifetime, TimeProvider timeProvider) : IHostedLifecycleService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Where all had ended before.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Where answers ended during the drain: nobody tells when their last words are on the wire, and a busy machine takes a while. An assumption.</summary>
    private static readonly TimeSpan LastWordsMoment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>A moment passes in so many pieces: a process that was halted for all of it has written nothing meanwhile.</summary>
    private const int Pieces = 10;

    /// <summary>Runs before the server closes its connections; the host bounds it by the drain time.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication(); // Ends the streams; a signal has done it already.
        await UntilAsync(() => responses.Running == 0, cancellationToken).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await UntilAsync(() => responses.Count == 0, either.Token).ConfigureAwait(false);
        await PassAsync(responses.AnyEndedLate ? LastWordsMoment : Moment, cancellationToken).ConfigureAwait(false);
    }

    private async Task PassAsync(TimeSpan moment, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Pieces && !cancellationToken.IsCancellationRequested; i++)
        {
            await Task.Delay(moment / Pieces, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (!isSo() && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Look, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
