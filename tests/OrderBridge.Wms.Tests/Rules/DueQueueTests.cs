using OrderBridge.ReferenceWms.Timing;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class DueQueueTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _taken = [];

    [Fact]
    public void Items_come_out_in_the_order_of_their_times()
    {
        using var queue = NewQueue();
        queue.Add("late", _time.GetUtcNow().AddSeconds(3));
        queue.Add("early", _time.GetUtcNow().AddSeconds(1));
        queue.Add("middle", _time.GetUtcNow().AddSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["early", "middle"], _taken);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["early", "middle", "late"], _taken);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Nothing_comes_before_its_time()
    {
        using var queue = NewQueue();
        queue.Add("a", _time.GetUtcNow().AddMilliseconds(10.4));
        _time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Empty(_taken);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a"], _taken);
    }

    [Fact]
    public void What_is_due_already_comes_at_the_next_wake()
    {
        using var queue = NewQueue();
        queue.Add("a", _time.GetUtcNow().AddSeconds(-5));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["a"], _taken);
    }

    [Fact]
    public void Ten_thousand_items_need_one_timer_that_is_set_about_once_for_each_due_time()
    {
        using var queue = NewQueue();
        for (var i = 0; i < 10_000; i++)
        {
            queue.Add($"{i}", _time.GetUtcNow().AddMilliseconds(1 + (i % 100)));
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(10_000, _taken.Count);
        Assert.InRange(_time.TimesSet, 1, 250);
    }

    private DueQueue<string> NewQueue()
    {
        DueQueue<string>? queue = null;
        queue = new DueQueue<string>(_time, () =>
        {
            while (queue!.TryTake(out var item))
            {
                _taken.Add(item);
            }
        });
        return queue;
    }
}
