using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Escalating;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Kernel.Timing;
using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Tests.Fulfilment;

public sealed class DeadlineTests
{
    [Fact]
    public void Dispatched_Unanswered_IsSentAgainWithTheSameIdAndThenAPersonIsAsked()
    {
        var order = Work.Dispatched();
        var id = order.Id;
        for (var attempt = 2; attempt <= FulfilmentTimes.Default.AttemptsMax; attempt++)
        {
            order = Breach(order, FulfilmentTimers.Acknowledge);
            Assert.Equal((Dispatched, attempt, id), (order.State, order.Attempt, order.Id));
        }

        order = Breach(order, FulfilmentTimers.Acknowledge);
        Assert.Equal((FulfilmentState.Exception, FulfilmentReasons.DispatchAttemptsUsed), (order.State, order.Reason));
    }

    [Fact]
    public void Exception_BySilence_EndsWithTheFirstReport()
    {
        var order = Work.Dispatched();
        while (order.State is Dispatched)
        {
            order = Breach(order, FulfilmentTimers.Acknowledge);
        }

        Assert.Equal(Accepted, order.Do(Work.Says(Accepted, 1)).State);
        Assert.Equal(Dispatched, order.Do(new ClearException("called them")).State);
        Assert.Equal(7, order.Do(new DispatchFulfilment()).Attempt);
    }

    [Theory]
    [InlineData(Short, "fulfilment.shortage", 24 * 60)]
    [InlineData(CancelRequested, "fulfilment.cancel_answer", 10)]
    [InlineData(Dispatched, "fulfilment.acknowledge", 5)]
    public void Deadlines_of_the_specification(FulfilmentState state, string kind, int minutes)
    {
        var order = Work.In(state);

        Assert.Equal(new RunningTimer(kind, order.StateTime.AddMinutes(minutes)), Assert.Single(order.Timers));
    }

    [Fact]
    public void Escalation_KeepsTheStateAndDoublesTheWait()
    {
        var order = Work.In(CancelRequested);
        var first = order.Timers[0].DueTime;

        order = Breach(order, FulfilmentTimers.CancelAnswer);

        Assert.Equal((CancelRequested, 1), (order.State, order.Escalations));
        Assert.Equal(first.AddMinutes(10), order.Timers[0].DueTime);
    }

    [Fact]
    public void Escalation_FoundDaysLate_IsToldOnceAndTheNextIsAhead()
    {
        var order = Work.In(CancelRequested);
        var late = order.Timers[0].DueTime.AddDays(30);

        for (var round = 0; round < 10; round++)
        {
            order = order.Do(new EscalateOverdue(FulfilmentTimers.CancelAnswer), late);
        }

        Assert.Equal(1, order.Escalations);
        Assert.True(order.Timers[0].DueTime > late);
    }

    [Fact]
    public void Clock_OfARunningOrder_KeepsTheTimesOfItsBirth()
    {
        var creation = Work.Creation(5) with { Times = new FulfilmentTimes { Dispatch = TimeSpan.FromHours(3) } };
        var order = FulfilmentOrder.Unborn(creation.FulfilmentId).Do(creation, Work.Noon);

        Assert.Equal(Work.Noon.AddHours(3), order.Timers[0].DueTime);
        Assert.Equal(Dispatched, Breach(order, FulfilmentTimers.Dispatch).State);
    }

    private static FulfilmentOrder Breach(FulfilmentOrder order, string kind) => order.Do(new EscalateOverdue(kind), order.Timers[0].DueTime);
}
