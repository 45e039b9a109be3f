using Confluent.Kafka;

namespace OrderBridge.Kafka.Relaying;

/// <summary>Messages handed to the client together. Nobody awaits one of them: callbacks count, and the transaction's commit is the answer.</summary>
internal sealed class DeliveryBatch(IProducer<string, byte[]> producer)
{
    private static readonly TimeSpan QueuePause = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, int> _byTopic = new(StringComparer.Ordinal);
    private int _handed;
    private int _delivered;
    private Error? _trouble;

    public void Add(string topic, Message<string, byte[]> message, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, message, Answered);
                _handed++;
                _byTopic[topic] = _byTopic.GetValueOrDefault(topic) + 1;
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                producer.Poll(QueuePause); // Makes room: answers are taken meanwhile.
            }
        }
    }

    /// <exception cref="KafkaException">One was not delivered, or nobody said so; a transaction does not commit then, so this is a bug's last net.</exception>
    public void RequireAll()
    {
        if (_trouble is { } trouble)
        {
            throw new KafkaException(trouble);
        }

        if (Volatile.Read(ref _delivered) != _handed)
        {
            throw new KafkaException(new Error(ErrorCode.Local_Fail, $"{_delivered} of {_handed} messages were answered."));
        }

        foreach (var (topic, count) in _byTopic)
        {
            KafkaMetrics.CountSent(topic, count);
        }
    }

    private void Answered(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
        {
            Interlocked.CompareExchange(ref _trouble, report.Error, null);
            return;
        }

        Interlocked.Increment(ref _delivered);
    }
}
