using System.Globalization;
using System.Text;
using Confluent.Kafka;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Relaying;

/// <summary>Marks as records of a compacted topic: key the cursor, value <c>position event-id</c>.</summary>
internal sealed class RelayMarks(KafkaClients clients, KafkaOptions options, TimeProvider timeProvider)
{
    /// <summary>Offsets looked at from the end; a transaction uses two, so this finds the newest at once.</summary>
    private const int Tail = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TopicPartition Place = new(TopicNames.RelayCursors, 0);

    public static Message<string, byte[]> ToKafka(string cursor, RelayMark mark) => new()
    {
        Key = cursor,
        Value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mark.Position} {mark.EventId}")),
    };

    /// <summary>The newest mark of committed transactions; null when there is none.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public RelayMark? Read(string cursor, CancellationToken cancellationToken)
    {
        using var consumer = clients.Member("orderbridge-relay-marks"); // Assigned by hand: it joins no group.
        var marks = Watermarks(consumer, cancellationToken);
        var near = Math.Max(marks.Low.Value, marks.High.Value - Tail);
        return ReadFrom(consumer, cursor, near, cancellationToken)
            ?? (near > marks.Low.Value ? ReadFrom(consumer, cursor, marks.Low.Value, cancellationToken) : null);
    }

    /// <summary>A topic that was made a moment ago is not known to every broker yet.</summary>
    private WatermarkOffsets Watermarks(IConsumer<string, byte[]> consumer, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return consumer.QueryWatermarkOffsets(Place, options.Patience);
            }
            catch (KafkaException e) when (
                e.Error.Code is ErrorCode.Local_UnknownPartition or ErrorCode.Local_UnknownTopic or ErrorCode.UnknownTopicOrPart or ErrorCode.NotLeaderForPartition
                && timeProvider.GetElapsedTime(since) < options.Patience)
            {
                cancellationToken.WaitHandle.WaitOne(Pause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private RelayMark? ReadFrom(IConsumer<string, byte[]> consumer, string cursor, long offset, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetTimestamp();
        RelayMark? found = null;
        consumer.Assign(new TopicPartitionOffset(Place, offset));
        while (timeProvider.GetElapsedTime(since) < options.Patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (consumer.Consume(TimeSpan.FromMilliseconds(200)))
            {
                case null:
                    continue;
                case { IsPartitionEOF: true }:
                    return found;
                case { Message: { Value: { } value } message } when message.Key == cursor:
                    found = Parse(value);
                    continue;
            }
        }

        throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "The relay's mark could not be read in time."));
    }

    private static RelayMark Parse(byte[] value)
    {
        var parts = Encoding.UTF8.GetString(value).Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new RelayMark(position, parts[1])
            : throw new InvalidDataException($"A record of {TopicNames.RelayCursors} is no mark; something else writes there.");
    }
}
