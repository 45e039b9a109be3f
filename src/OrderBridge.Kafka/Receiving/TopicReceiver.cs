using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Receiving;

/// <summary>
/// Receives what warehouses and carriers write. One thread touches the consumer; an offset is committed after everything before it is settled, so that a
/// message can come twice and cannot be lost. Hubs share the work as one group.
/// </summary>
public sealed partial class TopicReceiver(
    KafkaClients clients, TopicMaker topics, BatchSettling settling, KafkaOptions options, ILogger<TopicReceiver> logger) : BackgroundService
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private bool _isBroken;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Connect(stop);
            }
#pragma warning disable CA1031 // Whatever breaks, what was not committed comes again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Broken(e, stop);
            }
        }
    }

    /// <summary>One membership of the group, until the hub stops or it breaks.</summary>
    private void Connect(CancellationToken stop)
    {
        topics.MakeAsync().WaitAsync(stop).GetAwaiter().GetResult();
        using var consumer = clients.Member(options.GroupId);
        consumer.Subscribe(TopicPlan.Received);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                Turn(consumer, stop);
                _isBroken = false;
            }
        }
        finally
        {
            consumer.Close(); // Leaves the group, so that its partitions go to others at once.
        }
    }

    private void Turn(IConsumer<string, byte[]> consumer, CancellationToken stop)
    {
        var batch = Gather(consumer);
        if (batch.Count == 0)
        {
            return;
        }

        var next = settling.SettleAsync(batch, stop).GetAwaiter().GetResult();
        var first = batch.GroupBy(r => r.TopicPartition).ToDictionary(p => p.Key, p => p.First().Offset);
        Commit(consumer, [.. next.Where(offset => offset.Offset > first[offset.TopicPartition])]);
        foreach (var offset in next.Where(n => n.Offset <= batch.Last(r => r.TopicPartition == n.TopicPartition).Offset))
        {
            consumer.Seek(offset); // Not all of it was settled: that part again, and what came behind it; repeats change nothing.
        }
    }

    private List<ConsumeResult<string, byte[]>> Gather(IConsumer<string, byte[]> consumer)
    {
        var batch = new List<ConsumeResult<string, byte[]>>();
        for (var result = consumer.Consume(PollTime); result is not null; result = consumer.Consume(TimeSpan.Zero))
        {
            if (!result.IsPartitionEOF)
            {
                batch.Add(result);
            }

            if (batch.Count == options.ReceiveBatch)
            {
                break;
            }
        }

        return batch;
    }

    private void Commit(IConsumer<string, byte[]> consumer, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        try
        {
            if (offsets.Count > 0)
            {
                consumer.Commit(offsets);
            }
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            LogNotCommitted(logger, e.Error.Reason); // The partitions went to another hub: it takes the messages again.
        }
    }

    private void Broken(Exception trouble, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        if (!_isBroken)
        {
            LogBroken(logger, trouble.Message);
            _isBroken = true;
        }

        stop.WaitHandle.WaitOne(RetryPause);
    }

    [LoggerMessage(EventId = 9212, Level = LogLevel.Warning, Message = "Nothing comes in from Kafka: {Reason}; trying again")]
    private static partial void LogBroken(ILogger logger, string reason);

    [LoggerMessage(EventId = 9213, Level = LogLevel.Information, Message = "Offsets were not committed: {Reason}; the messages come again")]
    private static partial void LogNotCommitted(ILogger logger, string reason);
}
