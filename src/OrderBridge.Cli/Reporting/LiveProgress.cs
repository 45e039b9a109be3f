using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.Tracking;
using Spectre.Console;

namespace OrderBridge.Cli.Reporting;

/// <summary>Asks the hub each second how far things are, and shows it: as one changing line on a terminal, as lines every five seconds elsewhere.</summary>
internal sealed class LiveProgress(IAnsiConsole console, HubCaller operations, RunBook book, Func<int> fed, int invoices, Func<int> repeats, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int PlainEvery = 5;

    private int _lastAccepted;
    private long _lastDelivered;
    private int _turn;
    private volatile bool _isFinished;

    private bool IsChanging => console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi;

    /// <summary>Orders per state as last heard.</summary>
    public IReadOnlyDictionary<string, long> States { get; private set; } = new Dictionary<string, long>();

    /// <summary>True when the hub's flows had nothing left to do as last heard.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, timeProvider, cancellationToken);
            await RefreshAsync(cancellationToken);
            if (!_isFinished)
            {
                Show();
            }
        }
    }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var statistics = await operations.Admin.GetStatisticsAsync(new(), operations.Options(cancellationToken));
            States = new SortedDictionary<string, long>(statistics.OrdersByState, StringComparer.Ordinal);
            IsCaughtUp = statistics.FlowPosition >= statistics.HeadPosition;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            // Shown figures are a second older; the run itself says when the hub is gone.
        }
    }

    private void Show()
    {
        var delivered = RunStates.CountDelivered(States);
        var line = new ProgressLine(
            fed(), invoices, book.Accepted, book.Accepted - _lastAccepted, RunStates.CountHolding(States), RunStates.CountShipped(States),
            delivered, delivered - _lastDelivered, book.Refused, repeats());
        (_lastAccepted, _lastDelivered) = (book.Accepted, delivered);
        if (IsChanging)
        {
            console.Write(new ControlCode($"\r\u001b[2K{line.Fit(console.Profile.Width - 1)}"));
        }
        else if (_turn++ % PlainEvery == 0)
        {
            console.WriteLine(line.Wide);
        }
    }

    /// <summary>Ends the changing line; nothing is shown after it.</summary>
    public void Finish()
    {
        _isFinished = true;
        if (IsChanging)
        {
            console.WriteLine();
        }
    }
}
