using System.Threading.Channels;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>A question about work as it was at a certain change.</summary>
/// <param name="Number">Number of the change.</param>
public readonly record struct Question(string FulfilmentId, long Number);

/// <summary>Asks the hub about work that waits for a person. A question without an answer is forgotten: the floor asks again.</summary>
public sealed class Inquirer(IHub hub, Action<Question, HubView> looked)
{
    /// <summary>Questions on their way at once: few, they are never urgent.</summary>
    private const int Parallel = 4;

    /// <summary>Bounded: a hub that is away must not pile up questions.</summary>
    private readonly Channel<Question> _questions =
        Channel.CreateBounded<Question>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(Question question) => _questions.Writer.TryWrite(question);

    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Task.Run(() => AskAllAsync(stop), CancellationToken.None)));

    private async Task AskAllAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var question in _questions.Reader.ReadAllAsync(stop))
            {
                if (await hub.LookAsync(question.FulfilmentId, stop) is { } view)
                {
                    looked(question, view);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The questions come up again after the next start.
        }
    }
}
