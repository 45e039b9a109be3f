using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>Where a relay begins and what it does when something breaks, over a target that keeps its mark as Kafka does.</summary>
public sealed class JournalRelayTests
{
    private readonly ListJournal _journal = ListJournal.Of(25);
    private readonly FakeTarget _target = new();

    [Fact]
    public async Task Everything_goes_out_once_in_batches_and_the_cursor_follows()
    {
        var relay = Relay(_journal);
        var read = await SweepsAsync(relay, 4);
        Assert.Equal([10, 10, 5, 0], read);
        Assert.Equal(_journal.EventIds, _target.EventIds);
        Assert.Equal(50, _journal.Cursor);
    }

    [Fact]
    public async Task A_relay_that_died_before_the_cursor_moved_goes_on_at_the_mark()
    {
        _journal.Answer = CommitOutcome.Overloaded;
        await Relay(_journal).SweepAsync(default);
        Assert.Equal(0, _journal.Cursor);

        _journal.Answer = CommitOutcome.Committed;
        await SweepsAsync(Relay(_journal), 3);
        Assert.Equal(_journal.EventIds, _target.EventIds);
        Assert.Equal(50, _journal.Cursor);
    }

    [Fact]
    public async Task A_batch_that_failed_is_sent_again_and_seen_once()
    {
        var relay = Relay(_journal);
        _target.Failures = 1;
        await Assert.ThrowsAsync<IOException>(() => relay.SweepAsync(default).AsTask());
        await SweepsAsync(relay, 4);
        Assert.Equal(_journal.EventIds, _target.EventIds);
        Assert.Equal(2, _target.Opened);
    }

    /// <summary>Brokers with a quota, or far away: a batch that does not get through in time would be sent again for ever.</summary>
    [Fact]
    public async Task Brokers_that_take_only_so_much_in_time_get_smaller_batches()
    {
        var journal = ListJournal.Of(500);
        _target.MessagesMax = 40;
        var relay = new JournalRelay(
            journal, new PlainMessages(), _target, SoleOwner.Instance, new RelayState(TimeProvider.System), new KafkaOptions { BatchSize = 256 }, TimeProvider.System, NullLogger<JournalRelay>.Instance);
        for (var sweep = 0; sweep < 100 && journal.Cursor < 1000; sweep++)
        {
            await Record.ExceptionAsync(() => relay.SweepAsync(default).AsTask());
        }

        Assert.Equal(journal.EventIds, _target.EventIds);
    }

    [Fact]
    public async Task A_new_target_gets_all_of_the_journal_also_when_the_cursor_is_ahead()
    {
        await SweepsAsync(Relay(_journal), 4);
        var other = new FakeTarget();
        await SweepsAsync(Relay(_journal, other), 4);
        Assert.Equal(_journal.EventIds, other.EventIds);
    }

    [Fact]
    public async Task A_target_that_lost_what_it_had_gets_it_again()
    {
        await SweepsAsync(Relay(_journal), 4);
        _target.ForgetAfter(20);
        await SweepsAsync(Relay(_journal), 4);
        Assert.Equal(_journal.EventIds, _target.EventIds);
    }

    /// <summary>The journal was put back to before the mark, and then went another way: its cursor says up to where both agree.</summary>
    [Fact]
    public async Task A_journal_from_a_backup_goes_on_where_it_and_the_target_agree()
    {
        await SweepsAsync(Relay(_journal), 4);
        var restored = ListJournal.Of(30, "other");
        await restored.CommitAsync(new Commit(new EventContext("tests", "", "", DateTimeOffset.UnixEpoch)) { Cursor = new CursorMove(JournalRelay.Cursor, 0, 20) }, default);
        await SweepsAsync(Relay(restored), 4);
        Assert.Equal([.. _journal.EventIds, .. restored.EventIds.Skip(10)], _target.EventIds);
    }

    /// <summary>As a broker does that was killed: the transaction happened, and for a moment its mark is not to be seen.</summary>
    [Fact]
    public async Task A_mark_that_is_older_than_the_cursor_is_looked_at_again()
    {
        await SweepsAsync(Relay(_journal), 2);
        _target.OldMark = RelayMark.Of((await _journal.ReadAsync(0, 10, default))[^1]);
        await SweepsAsync(Relay(_journal, patience: TimeSpan.FromMinutes(2)), 3);
        Assert.Equal(_journal.EventIds, _target.EventIds);
    }

    /// <summary>The hub before died between mark and cursor, and this hub's reader does not know yet what that one wrote.</summary>
    [Fact]
    public async Task A_mark_that_the_reader_has_not_reached_is_waited_for()
    {
        await SweepsAsync(Relay(_journal), 1);
        _journal.Answer = CommitOutcome.Overloaded;
        await SweepsAsync(Relay(_journal), 1);
        _journal.Answer = CommitOutcome.Committed;
        _journal.Hidden = 10;
        await SweepsAsync(Relay(_journal), 2);
        Assert.Equal(_journal.EventIds, _target.EventIds);
    }

    [Fact]
    public async Task A_journal_that_stays_shorter_than_the_mark_is_another_one()
    {
        await SweepsAsync(Relay(_journal), 4);
        var restored = ListJournal.Of(5, "other");
        await SweepsAsync(Relay(restored), 2);
        Assert.Equal([.. _journal.EventIds, .. restored.EventIds], _target.EventIds);
    }

    [Fact]
    public async Task Whoever_loses_the_cursor_is_shut_out_and_begins_at_the_mark()
    {
        var relay = Relay(_journal);
        await relay.SweepAsync(default);
        _journal.Answer = CommitOutcome.CursorLost;
        await Assert.ThrowsAsync<RelayFencedException>(() => relay.SweepAsync(default).AsTask());
        _journal.Answer = CommitOutcome.Committed;
        await SweepsAsync(relay, 3);
        Assert.Equal(_journal.EventIds, _target.EventIds);
    }

    [Fact]
    public async Task Without_the_lease_nothing_is_sent_and_the_target_is_left_alone()
    {
        var leases = new HandLease();
        var relay = Relay(_journal, leases: leases);
        var read = await SweepsAsync(relay, 2);
        Assert.Equal([0, 0], read);
        Assert.Equal(0, _target.Opened);
        leases.IsHeld = true;
        await SweepsAsync(relay, 3);
        Assert.Equal(_journal.EventIds, _target.EventIds);
    }

    [Fact]
    public async Task The_lag_shows_while_nothing_goes_out()
    {
        var state = new RelayState(TimeProvider.System);
        var relay = Relay(_journal, state: state);
        _target.Failures = 1;
        await Assert.ThrowsAsync<IOException>(() => relay.SweepAsync(default).AsTask());
        await relay.LookAsync(default);
        Assert.Equal(50, state.Lag);
        Assert.True(state.Age > TimeSpan.FromDays(1));
        await SweepsAsync(relay, 4);
        Assert.Equal((0, TimeSpan.Zero), (state.Lag, state.Age));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Whoever_fails_twice_in_a_row_leaves_the_work_to_another_hub(int failures, bool staysOwner)
    {
        var lease = new HandLease { IsHeld = true };
        var (state, options) = (new RelayState(TimeProvider.System), new KafkaOptions { RetryMax = TimeSpan.FromMilliseconds(100), LeaseInterval = TimeSpan.FromMilliseconds(10) });
        _target.Failures = failures;
        using var worker = new RelayWorker(Relay(_journal, leases: lease, state: state), state, options, TimeProvider.System, NullLogger<RelayWorker>.Instance);
        await worker.StartAsync(default);
        Assert.True(await Soon.BecomesAsync(() => Task.FromResult(staysOwner ? state.Position == 50 : !lease.IsHeld), KafkaHub.Patience));
        await worker.StopAsync(default);

        Assert.Equal(staysOwner, lease.IsHeld);
        Assert.Equal(0, _target.Failures);
    }

    [Fact]
    public async Task The_lag_is_a_metric()
    {
        var measured = new List<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, to) =>
            {
                if (instrument.Name == "orderbridge.kafka.relay_lag")
                {
                    to.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => measured.Add(value));
        listener.Start();
        var journal = ListJournal.Of(777); // No other relay of this process is as far behind.
        var relay = Relay(journal);
        await relay.LookAsync(default);
        listener.RecordObservableInstruments();
        Assert.Contains(1554, measured);

        measured.Clear();
        await SweepsAsync(relay, 78);
        listener.RecordObservableInstruments();
        Assert.NotEmpty(measured);
        Assert.DoesNotContain(1554, measured);
    }

    private JournalRelay Relay(IJournal journal, FakeTarget? target = null, ILeases? leases = null, RelayState? state = null, TimeSpan? patience = null) => new(
        journal, new PlainMessages(), target ?? _target, leases ?? SoleOwner.Instance, state ?? new RelayState(TimeProvider.System),
        new KafkaOptions { BatchSize = 10, Patience = patience ?? TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<JournalRelay>.Instance);

    private static async Task<int[]> SweepsAsync(JournalRelay relay, int times)
    {
        var read = new int[times];
        for (var i = 0; i < times; i++)
        {
            read[i] = await relay.SweepAsync(default);
        }

        return read;
    }

    private sealed class HandLease : ILeases
    {
        public bool IsHeld { get; set; }

        public bool IsShared => true;

        public ValueTask<bool> HoldAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(IsHeld);

        public ValueTask YieldAsync(string name, CancellationToken cancellationToken)
        {
            IsHeld = false;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FakeTarget : IRelayTarget
    {
        private readonly List<RelayMessage> _messages = [];
        private RelayMark? _mark;

        public int Failures { get; set; }

        /// <summary>More messages at once are not taken in time.</summary>
        public int MessagesMax { get; set; } = int.MaxValue;

        public int Opened { get; private set; }

        public IEnumerable<string> EventIds => _messages.Select(m => m.EventId);

        public void ForgetAfter(long position)
        {
            _messages.RemoveAll(m => m.Position > position);
            _mark = new RelayMark(_messages[^1].Position, _messages[^1].EventId);
        }

        public Task<RelayMark?> OpenAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return Task.FromResult(OldMark ?? _mark);
        }

        /// <summary>What it shows once more before it shows the newest mark.</summary>
        public RelayMark? OldMark { get; set; }

        public Task<RelayMark?> MarkAsync(CancellationToken cancellationToken) => Task.FromResult(_mark);

        public Task SendAsync(IReadOnlyList<RelayMessage> messages, RelayMark mark, CancellationToken cancellationToken)
        {
            if (messages.Count > MessagesMax)
            {
                throw new TimeoutException("The brokers did not take it in time.");
            }

            if (Failures > 0)
            {
                Failures--;
                throw new IOException("The broker went away.");
            }

            _messages.AddRange(messages);
            _mark = mark;
            return Task.CompletedTask;
        }

        public Task CloseAsync() => Task.CompletedTask;
    }
}
