using System.Globalization;
using System.Text;
using Confluent.Kafka;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Receiving;

/// <summary>Keeps messages that can become nothing, as they came, with the reason in headers. Safe for concurrent callers.</summary>
public sealed class DeadLetters(KafkaClients clients, TimeProvider timeProvider) : IDisposable
{
    private readonly Lazy<IProducer<string, byte[]>> _producer = new(clients.Idempotent);

    /// <summary>Completes when the brokers have it.</summary>
    /// <exception cref="KafkaException">They do not; the message stays where it is and is looked at again.</exception>
    public async Task KeepAsync(ConsumeResult<string, byte[]> refused, InboxAnswer.Poison why, CancellationToken cancellationToken)
    {
        var headers = new Headers();
        foreach (var header in refused.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add(headers, MessageHeaders.DeadLetterReason, why.Reason);
        Add(headers, MessageHeaders.DeadLetterMessage, why.Message);
        Add(headers, MessageHeaders.DeadLetterTopic, refused.Topic);
        Add(headers, MessageHeaders.DeadLetterPartition, refused.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, MessageHeaders.DeadLetterOffset, refused.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, MessageHeaders.DeadLetterTime, timeProvider.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        var message = new Message<string, byte[]> { Key = refused.Message.Key, Value = refused.Message.Value, Headers = headers };
        await _producer.Value.ProduceAsync(TopicNames.DeadLetter(refused.Topic), message, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
}
