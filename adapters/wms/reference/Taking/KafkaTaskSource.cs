using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Taking;

/// <summary>
/// Tasks from Kafka. Instances of one group share the partitions; all tasks of an order are in one partition, in order. Offsets move only behind what
/// is in the inbox: after a crash or a rebalance tasks come again, and none is skipped.
/// </summary>
public sealed partial class KafkaTaskSource : ITaskSource
{
    /// <summary>The hub's topic; its contract is docs/kafka.md.</summary>
    public const string Topic = "orderbridge.fulfilment-tasks.v1";

    private const int GatherMax = 500;
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>A partition is kept back as long as what was read of it is being stored; this long without one stored, and the rest comes again elsewhere.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Leaving the group takes longer when brokers are away; then it is left as by a crash, and the brokers miss this member after its session.</summary>
    private static readonly TimeSpan LeaveMost = TimeSpan.FromSeconds(10);

    private readonly ConsumerConfig _config;
    private readonly HashSet<string> _warehouses;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HandedTasks _handed = new();
    private IConsumer<string, byte[]>? _consumer;

    /// <param name="bootstrap">Brokers, as <c>host:port,host:port</c>.</param>
    /// <param name="group">Empty makes one of the warehouses: instances that want other tasks must not share a group.</param>
    /// <param name="warehouses">Warehouses to take tasks of; empty means all.</param>
    /// <exception cref="IOException">The client's native library is not there.</exception>
    public KafkaTaskSource(string bootstrap, string group, IReadOnlyCollection<string> warehouses, TimeProvider timeProvider, ILogger logger)
    {
        RequireLibrary();
        (_timeProvider, _logger) = (timeProvider, logger);
        _warehouses = warehouses.ToHashSet(StringComparer.Ordinal);
        _config = new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = group.Length > 0 ? group : GroupOf(_warehouses),
            ClientId = "orderbridge-reference-wms",
            EnableAutoCommit = true, // Sends what was stored; storing is done by hand, behind the inbox.
            AutoCommitIntervalMs = 500,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = 10_000,
            AllowAutoCreateTopics = false,
            MaxPartitionFetchBytes = 8 * 1024 * 1024,
        };
    }

    /// <exception cref="IOException">The brokers do not answer, or refuse.</exception>
    public async IAsyncEnumerable<TaskMessage> ReadAsync(string resumeToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var given = new HashSet<TopicPartition>();
        var consumer = Build(given);
        _handed.Clear();
        _consumer = consumer;
        try
        {
            consumer.Subscribe(Topic);
            while (!cancellationToken.IsCancellationRequested)
            {
                foreach (var result in await Task.Run(() => Gather(consumer, given), CancellationToken.None))
                {
                    var message = new TaskMessage(TaskOf(result), "", _timeProvider.GetUtcNow());
                    _handed.Add(message, result.TopicPartition, result.Offset + 1);
                    yield return message;
                }
            }
        }
        finally
        {
            await LeaveAsync(consumer);
        }
    }

    public ValueTask ConfirmAsync(TaskMessage last, CancellationToken cancellationToken)
    {
        foreach (var offset in _handed.TakeUpTo(last))
        {
            try
            {
                _consumer?.StoreOffset(offset);
            }
            catch (Exception e) when (e is KafkaException or ObjectDisposedException)
            {
                LogNotStored(_logger, offset.Partition.Value, offset.Offset.Value, e.Message); // The partition is another instance's now, which reads it again.
            }
        }

        _handed.Settled();
        return ValueTask.CompletedTask;
    }

    private static string GroupOf(IEnumerable<string> warehouses) =>
        string.Join('-', warehouses.Order(StringComparer.Ordinal).Prepend("orderbridge-wms"));

    private static void RequireLibrary()
    {
        try
        {
            _ = Library.Version;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or InvalidOperationException)
        {
            throw new IOException("Kafka's native library is not there: run eng/librdkafka/build and build again, or leave --kafka away.", e);
        }
    }

    private IConsumer<string, byte[]> Build(HashSet<TopicPartition> given) => new ConsumerBuilder<string, byte[]>(_config)
        .SetPartitionsRevokedHandler((consumer, partitions) => Give(consumer, partitions, given))
        .SetPartitionsLostHandler((_, partitions) => given.UnionWith(partitions.Select(p => p.TopicPartition)))
        .SetLogHandler((_, message) => LogLibrary(_logger, message.Message))
        .Build();

    /// <summary>What is there now. Messages of partitions that were given away meanwhile are the next owner's.</summary>
    private static List<ConsumeResult<string, byte[]>> Gather(IConsumer<string, byte[]> consumer, HashSet<TopicPartition> given)
    {
        try
        {
            given.Clear();
            var gathered = new List<ConsumeResult<string, byte[]>>();
            for (var result = consumer.Consume(PollTime); result is not null; result = gathered.Count < GatherMax ? consumer.Consume(TimeSpan.Zero) : null)
            {
                gathered.Add(result);
            }

            gathered.RemoveAll(result => given.Contains(result.TopicPartition));
            return gathered;
        }
        catch (KafkaException e)
        {
            throw new IOException($"Kafka: {e.Error.Reason}", e);
        }
    }

    /// <summary>
    /// Runs within the poll: what was read is stored and committed before another instance gets the partitions. Not within the last call, which has
    /// nothing to commit any more: the client's thread for the group may be gone by then, and would never answer.
    /// </summary>
    private void Give(IConsumer<string, byte[]> consumer, List<TopicPartitionOffset> partitions, HashSet<TopicPartition> given)
    {
        given.UnionWith(partitions.Select(p => p.TopicPartition));
        if (_consumer is not null)
        {
            _handed.WaitUntilEmpty(Quiet);
            Commit(consumer);
        }
    }

    /// <summary>A program that is told to stop ends, whatever the client's library waits for.</summary>
    private async Task LeaveAsync(IConsumer<string, byte[]> consumer)
    {
        try
        {
            await Task.Run(() => Leave(consumer), CancellationToken.None).WaitAsync(LeaveMost, _timeProvider);
        }
        catch (TimeoutException)
        {
            LogNotLeft(_logger, LeaveMost);
        }
    }

    private void Leave(IConsumer<string, byte[]> consumer)
    {
        using var left = consumer;
        _handed.WaitUntilEmpty(Quiet);
        _consumer = null;
        Commit(consumer);
        consumer.Close();
    }

    private void Commit(IConsumer<string, byte[]> consumer)
    {
        try
        {
            consumer.Commit();
        }
        catch (KafkaException e)
        {
            LogNotCommitted(_logger, e.Error.Reason); // Nothing to commit, or the group has gone on: tasks come again.
        }
    }

    /// <summary>Null for other warehouses' tasks, and for what cannot be read: the hub sends a task again that nobody accepts, and then shows it.</summary>
    private WarehouseTask? TaskOf(ConsumeResult<string, byte[]> result)
    {
        try
        {
            var task = FulfilmentTask.Parser.ParseFrom(result.Message.Value ?? []);
            return _warehouses.Count == 0 || _warehouses.Contains(task.FulfilmentOrder?.WarehouseId ?? "")
                ? WarehouseTask.Of(task) with { MayBeElsewhere = true }
                : null;
        }
        catch (InvalidProtocolBufferException e)
        {
            LogUnreadable(_logger, e, result.Partition.Value, result.Offset.Value);
            return null;
        }
    }

    [LoggerMessage(EventId = 3911, Level = LogLevel.Error, Message = "Task {Partition}/{Offset} cannot be read and is left out")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, int partition, long offset);

    [LoggerMessage(EventId = 3912, Level = LogLevel.Debug, Message = "Offset {Partition}/{Offset} is not stored: {Reason}")]
    private static partial void LogNotStored(ILogger logger, int partition, long offset, string reason);

    [LoggerMessage(EventId = 3913, Level = LogLevel.Debug, Message = "Offsets are not committed: {Reason}")]
    private static partial void LogNotCommitted(ILogger logger, string reason);

    [LoggerMessage(EventId = 3916, Level = LogLevel.Warning, Message = "The group could not be left within {Time}; its other members go on without this one when its session has passed")]
    private static partial void LogNotLeft(ILogger logger, TimeSpan time);

    [LoggerMessage(EventId = 3914, Level = LogLevel.Debug, Message = "librdkafka: {Text}")]
    private static partial void LogLibrary(ILogger logger, string text);
}
