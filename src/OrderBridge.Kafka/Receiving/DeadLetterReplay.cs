using System.Globalization;
using System.Text;
using Confluent.Kafka;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Receiving;

/// <summary>One dead letter, for a person to look at.</summary>
public sealed record DeadLetter(int Partition, long Offset, string Key, string Reason, string Message);

/// <summary>Sends dead letters to their topic again, once each; how far it came is kept as a group's offsets. One without its value is only shown.</summary>
public sealed class DeadLetterReplay(KafkaClients clients, KafkaOptions options, TimeProvider timeProvider)
{
    /// <summary>Group whose offsets say what was sent again.</summary>
    public const string GroupId = "orderbridge-dead-letter-replay";

    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(250);

    /// <param name="topic">The topic that they were meant for, without <c>.dead-letter</c>.</param>
    /// <param name="limit">Letters at most.</param>
    /// <param name="isDry">Only looks.</param>
    /// <param name="each">Told of each letter, after it was sent.</param>
    /// <returns>How many letters there were to send.</returns>
    /// <exception cref="IOException">No broker answers, or there is no such topic.</exception>
    public async Task<int> RunAsync(string topic, int limit, bool isDry, Action<DeadLetter> each, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(each);
        try
        {
            return await SendAsync(topic, limit, isDry, each, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw new IOException($"Kafka: {e.Error.Reason}", e);
        }
    }

    private async Task<int> SendAsync(string topic, int limit, bool isDry, Action<DeadLetter> each, CancellationToken cancellationToken)
    {
        using var consumer = clients.Member(GroupId);
        using var producer = clients.Idempotent();
        var open = Assign(consumer, TopicNames.DeadLetter(topic));
        var count = 0;
        var since = timeProvider.GetTimestamp();
        while (open.Count > 0 && count < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = consumer.Consume(PollTime);
            if (result is null)
            {
                RequireTime(since);
                continue;
            }

            since = timeProvider.GetTimestamp();
            if (result.IsPartitionEOF)
            {
                open.Remove(result.TopicPartition);
                continue;
            }

            var isWhole = !result.Message.Headers.TryGetLastBytes(MessageHeaders.DeadLetterValueBytes, out _);
            if (!isDry && isWhole)
            {
                await producer.ProduceAsync(topic, Again(result), cancellationToken).ConfigureAwait(false);
            }

            if (!isDry)
            {
                consumer.Commit([new TopicPartitionOffset(result.TopicPartition, result.Offset + 1)]);
            }

            count += isWhole ? 1 : 0;
            each(isWhole ? LetterOf(result) : Beheaded(result));
        }

        return count;
    }

    private HashSet<TopicPartition> Assign(IConsumer<string, byte[]> consumer, string topic)
    {
        using var admin = clients.Admin();
        var found = admin.GetMetadata(topic, options.Patience).Topics.Single(t => t.Topic == topic);
        if (found.Error.IsError)
        {
            throw new KafkaException(found.Error);
        }

        var all = found.Partitions.Select(p => new TopicPartition(topic, p.PartitionId)).ToHashSet();
        consumer.Assign(all.Select(p => new TopicPartitionOffset(p, Offset.Stored)));
        return all;
    }

    private void RequireTime(long since)
    {
        if (timeProvider.GetElapsedTime(since) > options.Patience)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "No broker answered in time."));
        }
    }

    /// <summary>As it came first; the reason goes, the number of times stays.</summary>
    private static Message<string, byte[]> Again(ConsumeResult<string, byte[]> result)
    {
        var headers = new Headers();
        foreach (var header in result.Message.Headers.Where(h =>
            !h.Key.StartsWith(MessageHeaders.DeadLetterPrefix, StringComparison.Ordinal) && h.Key != MessageHeaders.Replayed))
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        _ = int.TryParse(Text(result, MessageHeaders.Replayed), NumberStyles.None, CultureInfo.InvariantCulture, out var times);
        headers.Add(MessageHeaders.Replayed, Encoding.UTF8.GetBytes((times + 1).ToString(CultureInfo.InvariantCulture)));
        return new Message<string, byte[]> { Key = result.Message.Key, Value = result.Message.Value, Headers = headers };
    }

    private static DeadLetter LetterOf(ConsumeResult<string, byte[]> result) => new(
        result.Partition.Value, result.Offset.Value, result.Message.Key ?? string.Empty,
        Text(result, MessageHeaders.DeadLetterReason), Text(result, MessageHeaders.DeadLetterMessage));

    /// <summary>A letter whose value did not fit: whoever wants it sends it again from where it was, in pieces.</summary>
    private static DeadLetter Beheaded(ConsumeResult<string, byte[]> result) => LetterOf(result) with
    {
        Message = $"Cannot be sent again: its {Text(result, MessageHeaders.DeadLetterValueBytes)} bytes did not fit. They came as partition "
            + $"{Text(result, MessageHeaders.DeadLetterPartition)}, offset {Text(result, MessageHeaders.DeadLetterOffset)}.",
    };

    private static string Text(ConsumeResult<string, byte[]> result, string header) =>
        result.Message.Headers.TryGetLastBytes(header, out var bytes) ? Encoding.UTF8.GetString(bytes) : string.Empty;
}
