using Confluent.Kafka;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.Wms.Tests.Rules;

/// <summary>Offsets move behind what is in the inbox and never past it.</summary>
public sealed class HandedTasksTests
{
    private static readonly TopicPartition Left = new(KafkaTaskSource.Topic, 0);
    private static readonly TopicPartition Right = new(KafkaTaskSource.Topic, 1);
    private readonly HandedTasks _handed = new();

    [Fact]
    public void Each_partition_goes_on_behind_its_last_stored_message()
    {
        _handed.Add(Message(), Left, 11);
        _handed.Add(Message(), Right, 21);
        var last = Message();
        _handed.Add(last, Left, 12);
        _handed.Add(Message(), Right, 22);

        var offsets = _handed.TakeUpTo(last);

        Assert.Equal([12, 21], offsets.OrderBy(o => o.Partition.Value).Select(o => o.Offset.Value));
    }

    /// <summary>Messages are compared by what they are, not by what they say: a heartbeat equals every other.</summary>
    [Fact]
    public void Equal_messages_are_not_the_same()
    {
        _handed.Add(Message(), Left, 11);
        var second = Message();
        _handed.Add(second, Left, 12);

        Assert.Equal(12, Assert.Single(_handed.TakeUpTo(second)).Offset.Value);
        Assert.Empty(_handed.TakeUpTo(second));
    }

    [Fact]
    public void What_an_earlier_connection_read_moves_nothing()
    {
        var old = Message();
        _handed.Add(old, Left, 11);
        _handed.Clear();
        _handed.Add(Message(), Left, 11);

        Assert.Empty(_handed.TakeUpTo(old));
    }

    private static TaskMessage Message() => new(null, "", DateTimeOffset.UnixEpoch);
}
