using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrderBridge.Kafka.Receiving;

/// <summary>
/// Settles a batch: keys side by side, the messages of a key in order, each until the hub has taken it or it lies with the dead letters. What could not be
/// settled in time is left, with all that follows it in its key.
/// </summary>
public sealed partial class BatchSettling(IInbox inbox, DeadLetters deadLetters, KafkaOptions options, TimeProvider timeProvider, ILogger<BatchSettling> logger)
{
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    /// <summary>The hub itself failed, and may not the next time.</summary>
    private static readonly InboxAnswer.TryAgain AfterFailure = new("FAILED");

    /// <summary>Per partition, the offset to go on with: behind the last message before which everything is settled.</summary>
    public async Task<IReadOnlyList<TopicPartitionOffset>> SettleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> batch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var settled = new HashSet<TopicPartitionOffset>();
        var since = timeProvider.GetTimestamp();
        await Task.WhenAll(batch.GroupBy(r => (r.TopicPartition, r.Message.Key)).Select(SettleKeyAsync)).ConfigureAwait(false);
        return [.. batch.GroupBy(r => r.TopicPartition).Select(OffsetAfter)];

        async Task SettleKeyAsync(IEnumerable<ConsumeResult<string, byte[]>> ofOneKey)
        {
            foreach (var message in ofOneKey)
            {
                if (!await SettleOneAsync(message, since, stop).ConfigureAwait(false))
                {
                    return;
                }

                lock (settled)
                {
                    settled.Add(message.TopicPartitionOffset);
                }
            }
        }

        TopicPartitionOffset OffsetAfter(IGrouping<TopicPartition, ConsumeResult<string, byte[]>> partition) =>
            partition.FirstOrDefault(r => !settled.Contains(r.TopicPartitionOffset))?.TopicPartitionOffset
            ?? new TopicPartitionOffset(partition.Key, partition.Last().Offset + 1);
    }

    /// <summary>False when the hub stops or the patience is at its end.</summary>
    private async Task<bool> SettleOneAsync(ConsumeResult<string, byte[]> result, long since, CancellationToken stop)
    {
        var (wait, failures) = (WaitMin, 0);
        while (!stop.IsCancellationRequested && timeProvider.GetElapsedTime(since) < options.Patience)
        {
            var answer = await TryAsync(result, failures + 1 >= options.AttemptsMax, stop).ConfigureAwait(false);
            if (answer is null)
            {
                return true;
            }

            failures += ReferenceEquals(answer, AfterFailure) ? 1 : 0; // An outage is no attempt.
            KafkaMetrics.CountReceived(result.Topic, "again");
            await Task.Delay(answer.RetryDelay ?? wait, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < WaitMax ? wait * 2 : WaitMax;
        }

        return false;
    }

    /// <summary>Null when the message is settled.</summary>
    private async Task<InboxAnswer.TryAgain?> TryAsync(ConsumeResult<string, byte[]> result, bool isLast, CancellationToken stop)
    {
        try
        {
            switch (await inbox.TakeAsync(result.ToInbound(), stop).ConfigureAwait(false))
            {
                case InboxAnswer.TryAgain again:
                    return again;
                case InboxAnswer.Failed when !isLast:
                    return AfterFailure;
                case InboxAnswer.Failed failed:
                    await BuryAsync(result, new InboxAnswer.Poison(failed.Reason, failed.Message), stop).ConfigureAwait(false);
                    return null;
                case InboxAnswer.Poison poison:
                    await BuryAsync(result, poison, stop).ConfigureAwait(false);
                    return null;
                default:
                    KafkaMetrics.CountReceived(result.Topic, "taken");
                    return null;
            }
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException)
        {
            return new InboxAnswer.TryAgain(e.Message); // The dead letters' broker does not answer, or the hub stops.
        }
    }

    private async Task BuryAsync(ConsumeResult<string, byte[]> result, InboxAnswer.Poison poison, CancellationToken stop)
    {
        await deadLetters.KeepAsync(result, poison, stop).ConfigureAwait(false);
        KafkaMetrics.CountReceived(result.Topic, "dead_letter");
        LogBuried(logger, result.Topic, result.Partition.Value, result.Offset.Value, poison.Reason);
    }

    [LoggerMessage(EventId = 9211, Level = LogLevel.Warning, Message = "Message {Topic}/{Partition}/{Offset} became a dead letter: {Reason}")]
    private static partial void LogBuried(ILogger logger, string topic, int partition, long offset, string reason);
}
