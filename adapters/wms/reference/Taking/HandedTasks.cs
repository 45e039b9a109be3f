using Confluent.Kafka;

namespace OrderBridge.ReferenceWms.Taking;

/// <summary>Tasks that were handed over and are not in the inbox yet, in the order they were read. Thread-safe.</summary>
internal sealed class HandedTasks
{
    private readonly object _gate = new(); // Not a Lock: somebody waits on it.
    private readonly Queue<(TaskMessage Message, TopicPartitionOffset Next)> _handed = new();

    /// <summary>Offsets that were taken and are not stored yet.</summary>
    private bool _isStoring;

    /// <param name="next">Offset to go on with when the message is stored.</param>
    public void Add(TaskMessage message, TopicPartition partition, Offset next)
    {
        lock (_gate)
        {
            _handed.Enqueue((message, new TopicPartitionOffset(partition, next)));
        }
    }

    /// <summary>Everything up to the message is stored: the offset of each partition to go on with. Empty for a message of an earlier connection.</summary>
    public IReadOnlyCollection<TopicPartitionOffset> TakeUpTo(TaskMessage last)
    {
        lock (_gate)
        {
            var offsets = new Dictionary<TopicPartition, TopicPartitionOffset>();
            if (!_handed.Any(handed => ReferenceEquals(handed.Message, last)))
            {
                return offsets.Values;
            }

            TaskMessage taken;
            do
            {
                (taken, var next) = _handed.Dequeue();
                offsets[next.TopicPartition] = next;
            }
            while (!ReferenceEquals(taken, last));

            _isStoring = true;
            return offsets.Values;
        }
    }

    /// <summary>The offsets that were taken are stored.</summary>
    public void Settled()
    {
        lock (_gate)
        {
            _isStoring = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits as long as tasks are being stored; gives up when none was for a while, such as one that a stop has cut off.</summary>
    public void WaitUntilEmpty(TimeSpan quiet)
    {
        lock (_gate)
        {
            while ((_handed.Count > 0 || _isStoring) && Monitor.Wait(_gate, quiet))
            {
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _handed.Clear();
            _isStoring = false;
        }
    }
}
