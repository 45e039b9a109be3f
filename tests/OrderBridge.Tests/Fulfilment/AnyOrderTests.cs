using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Escalating;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Tests.Fulfilment;

/// <summary>Whatever the network does to a warehouse's reports. A failure prints the seed; run it alone by its number.</summary>
public sealed class AnyOrderTests
{
    /// <summary>A second's worth; ORDERBRIDGE_STORIES asks for more.</summary>
    private static readonly int Stories = int.TryParse(Environment.GetEnvironmentVariable("ORDERBRIDGE_STORIES"), out var n) ? n : 200;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Any_shuffle_and_repetition_of_a_legal_story_ends_the_same() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var quantities = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, 6)).ToArray();
        var isCancelled = random.Next(3) == 0;
        var start = Work.Dispatched(quantities);
        start = isCancelled ? start.Do(Work.Cancel(), Work.Noon) : start;
        var story = new Story(random, quantities).Tell(isCancelled);
        var expected = story.Aggregate(start, (o, r) => o.Do(r));

        for (var i = 0; i < 4; i++)
        {
            var arrivals = story.Concat(story.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(arrivals);
            var order = arrivals.Aggregate(start, (o, r) => o.Do(r));
            Assert.Equal(expected.State, order.State);
            Assert.Equal(expected.Lines.ToArray(), order.Lines.ToArray());
            Assert.Equal(story.Count, order.Reports.Length);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Stories));

    [Fact]
    public void Any_sequence_of_commands_keeps_the_balance_the_table_and_a_deadline() => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var order = Work.Created(4, 3);
        for (var step = 0; step < 60; step++)
        {
            var now = Work.Minute(step * 10);
            var decision = Anything(random, order, step).Decide(order, now);
            Assert.True(decision.Refusal is null || decision.Events.IsEmpty);
            order = order.Take(decision, now);
            Assert.All(order.Lines, l => Assert.Equal(l.Ordered, l.Open + l.Shipped + l.Cancelled + l.Short));
            Assert.Equal(FulfilmentStates.Of(order), order.State);
            Assert.Equal(FulfilmentLifecycle.IsOpen(order.State), order.Timers.Count == 1);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Stories));

    private static IFulfilmentCommand Anything(Random random, FulfilmentOrder order, int step)
    {
        var minute = Math.Max(0, (step * 10) - random.Next(40));
        var line = order.Lines[random.Next(order.Lines.Length)].LineId;
        var pieces = random.Next(1, 4);
        return random.Next(16) switch
        {
            0 => new DispatchFulfilment(random.Next(2) == 0),
            1 => new HoldFulfilment("ADDRESS", "cs:1"),
            2 or 3 => new ResumeFulfilment("cs:1"),
            4 => new RequestCancel("BUYER", "cs:1", random.Next(2) == 0 ? [] : [new LineQuantity(line, "", pieces)]),
            5 => new ResolveShortage((ShortageOption)random.Next(1, 5)),
            6 => new ClearException("done"),
            7 when step > 40 => new CloseFulfilment("done"),
            8 => Work.Misses(minute, pieces, line),
            9 or 10 => Work.Ships(random.Next(5) == 0 ? Shipped : PartiallyShipped, minute, $"P{step}", pieces, line),
            11 => new EscalateOverdue(order.Timers.Count > 0 ? order.Timers[0].Kind : FulfilmentTimers.Work),
            12 => new ChaseAnswer(),
            13 => Work.Says(random.Next(4) switch { 0 => Cancelled, 1 => WarehouseRejected, 2 => CancelRefused, _ => FulfilmentState.Exception }, minute),
            _ => Work.Says(FulfilmentLifecycle.WorkSteps[random.Next(FulfilmentLifecycle.WorkSteps.Count)], minute),
        };
    }

    /// <summary>A warehouse that tells the truth, in order.</summary>
    private sealed class Story(Random random, long[] quantities)
    {
        private readonly List<ReportProgress> _told = [];
        private readonly long[] _left = [.. quantities];
        private readonly long[] _open = [.. quantities];
        private int _minute;
        private bool _hasRefused;

        public IReadOnlyList<ReportProgress> Tell(bool isCancelled)
        {
            Steps(isCancelled);
            if (isCancelled && !_hasRefused)
            {
                Say(Cancelled);
                return _told;
            }

            while (_left.Sum() > 0 && random.Next(8) > 0)
            {
                Ship();
            }

            return _told;
        }

        private void Steps(bool isCancelled)
        {
            foreach (var step in FulfilmentLifecycle.WorkSteps.Where(_ => random.Next(3) > 0))
            {
                Say(step);
                if (step is Checked && random.Next(3) == 0)
                {
                    Say(Picking);
                }

                if (random.Next(8) == 0)
                {
                    Say(FulfilmentState.Exception);
                }

                if (random.Next(6) == 0)
                {
                    Miss();
                }

                if (isCancelled && !_hasRefused && random.Next(5) == 0)
                {
                    Say(CancelRefused);
                    _hasRefused = true;
                }
            }
        }

        private void Say(FulfilmentState state) => _told.Add(Work.Says(state, ++_minute));

        private void Miss()
        {
            var at = random.Next(_open.Length);
            var pieces = random.Next(1, 3);
            if (pieces <= _open[at])
            {
                _open[at] -= pieces;
                _told.Add(Work.Misses(++_minute, pieces, $"L{at + 1}"));
            }
        }

        /// <summary>Missing pieces may turn up: what is shipped is limited by what was ordered.</summary>
        private void Ship()
        {
            var at = Array.FindIndex(_left, l => l > 0);
            var pieces = random.NextInt64(1, _left[at] + 1);
            _left[at] -= pieces;
            _open[at] -= Math.Min(pieces, _open[at]);
            var isLast = _left.Sum() == 0 || random.Next(6) == 0;
            _told.Add(Work.Ships(isLast ? Shipped : PartiallyShipped, ++_minute, $"P{_minute}", pieces, $"L{at + 1}"));
            if (isLast)
            {
                Array.Clear(_left);
            }
        }
    }
}
