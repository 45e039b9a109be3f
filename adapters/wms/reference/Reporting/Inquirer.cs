using System.Threading.Channels;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>Asks the hub about work that waits for a person. A question without an answer is forgotten: the floor asks again.</summary>
public sealed class Inquirer(IHub hub, Action<string, HubView> looked)
{
    /// <summary>Questions on their way at once: few, they are never urgent.</summary>
    private const int Parallel = 4;

    /// <summary>Bounded: a hub that is away must not pile up questions.</summary>
    private readonly Channel<string> _questions =
        Channel.CreateBounded<string>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(string fulfilmentId) => _questions.Writer.TryWrite(fulfilmentId);

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Task.Run(() => AskAllAsync(stop), CancellationToken.None)));

    private async Task AskAllAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var fulfilmentId in _questions.Reader.ReadAllAsync(stop))
            {
                if (await hub.LookAsync(fulfilmentId, stop) is { } view)
                {
                    looked(fulfilmentId, view);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The questions come up again after the next start.
        }
    }
}
