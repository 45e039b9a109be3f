using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Counting;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>
/// The warehouse. Each turn takes what has arrived and what is due, decides, stores all of it in one transaction, and only then speaks:
/// nobody outside ever knows what a crash could make the warehouse forget.
/// </summary>
public sealed partial class Floor : IDisposable
{
    /// <summary>Most messages and due steps of one turn; more make a transaction longer, not faster.</summary>
    private const int TurnMax = 1_000;

    /// <summary>Pause between turns: one disk write then serves all that happens meanwhile, and no order in a warehouse is in a hurry of 20 ms.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<FloorMessage> _messages =
        Channel.CreateUnbounded<FloorMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly IWorkStore _store;
    private readonly OpenWork _open;
    private readonly WmsCounters _counters;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <param name="options">Pace and fate of the work.</param>
    public Floor(WmsOptions options, IWorkStore store, WmsCounters counters, TimeProvider timeProvider, ILogger logger)
    {
        _store = store;
        _counters = counters;
        _timeProvider = timeProvider;
        _logger = logger;
        _open = new OpenWork(options, timeProvider, wake: Tick);
    }

    /// <summary>Told each stored report that the hub has not answered. Set before <see cref="RunAsync"/>.</summary>
    public Action<Report> Speak { get; set; } = _ => { };

    /// <summary>Told each piece of work that the hub should be asked about. Set before <see cref="RunAsync"/>.</summary>
    public Action<Question> Ask { get; set; } = _ => { };

    /// <summary>Hands tasks over. Completes when they are stored.</summary>
    public Task TakeAsync(IReadOnlyList<TaskMessage> messages) => StoredAsync(stored => new FloorMessage.TasksArrived(messages, stored));

    /// <summary>Forgets the resume token, so that tasks are read from the beginning; the inbox knows those it has. Completes when that is stored.</summary>
    public Task ForgetTokenAsync() => StoredAsync(stored => new FloorMessage.TokenRefused(stored));

    public void Answered(Report report, ReportAnswer answer) => _messages.Writer.TryWrite(new FloorMessage.ReportAnswered(report, answer));

    public void Looked(Question question, HubView view) => _messages.Writer.TryWrite(new FloorMessage.HubLooked(question, view));

    /// <summary>Ends <see cref="RunAsync"/> after what has been told so far.</summary>
    public void Close() => _messages.Writer.TryComplete();

    /// <summary>Goes on where the store says the warehouse was, then works until closed.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The store fails. End the process: what was decided and not stored must be forgotten.</exception>
    public async Task RunAsync()
    {
        foreach (var work in _store.LoadOpenWork())
        {
            _counters.Track(null, work);
            _open.Put(work);
        }

        foreach (var report in _store.LoadOutbox())
        {
            _counters.Waiting(1);
            Speak(report);
        }

        while (await _messages.Reader.WaitToReadAsync())
        {
            Turn();
            await Task.Delay(Pause, _timeProvider);
        }
    }

    public void Dispose() => _open.Dispose();

    private Task StoredAsync(Func<TaskCompletionSource, FloorMessage> message)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _messages.Writer.TryWrite(message(stored))
            ? stored.Task
            : Task.FromException(new InvalidOperationException("The floor is closed."));
    }

    private void Tick() => _messages.Writer.TryWrite(new FloorMessage.Tick());

    private void Turn()
    {
        var turn = new FloorTurn(_store, _open, _counters, _timeProvider.GetUtcNow());
        var left = TurnMax;
        for (; left > 0 && _messages.Reader.TryRead(out var message); left--)
        {
            turn.Hear(message);
        }

        for (; left > 0 && _open.TryTakeDue(out var work); left--)
        {
            turn.Step(work);
        }

        if (left == 0)
        {
            Tick(); // There may be more that is due, and only a no of TryTakeDue arms the timer.
        }

        Finish(turn);
    }

    /// <summary>First the disk, then the world.</summary>
    private void Finish(FloorTurn turn)
    {
        if (!turn.Changes.IsEmpty)
        {
            _store.Save(turn.Changes);
        }

        _counters.Waiting(turn.Changes.NewReports.Count - turn.Changes.AnsweredReports.Count);
        foreach (var refusal in turn.Changes.Refusals)
        {
            LogRefused(_logger, refusal.ReportId, refusal.Reason);
        }

        turn.Changes.NewReports.ForEach(Speak);
        turn.Questions.ForEach(Ask);
        turn.Stored.ForEach(stored => stored.SetResult());
    }

    [LoggerMessage(EventId = 3902, Level = LogLevel.Warning, Message = "The hub refused report {ReportId}: {Reason}; the table refusals has its words")]
    private static partial void LogRefused(ILogger logger, string reportId, string reason);
}
