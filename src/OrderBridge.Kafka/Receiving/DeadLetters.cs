using System.Globalization;
using System.Security.Cryptography;
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
        await ProduceAsync(refused.Topic, message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is too large with its reason beside it is kept without its value: where it came from, how large it was, and its hash.</summary>
    private async Task ProduceAsync(string topic, Message<string, byte[]> message, CancellationToken cancellationToken)
    {
        try
        {
            await _producer.Value.ProduceAsync(TopicNames.DeadLetter(topic), message, cancellationToken).ConfigureAwait(false);
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.MsgSizeTooLarge && message.Value is { Length: > 0 } value)
        {
            Add(message.Headers, MessageHeaders.DeadLetterValueBytes, value.Length.ToString(CultureInfo.InvariantCulture));
            Add(message.Headers, MessageHeaders.DeadLetterValueHash, Convert.ToHexStringLower(SHA256.HashData(value)));
            message.Value = [];
            await _producer.Value.ProduceAsync(TopicNames.DeadLetter(topic), message, cancellationToken).ConfigureAwait(false);
        }
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
