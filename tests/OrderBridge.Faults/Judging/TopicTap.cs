using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Faults.Judging;

/// <summary>A stranger that reads all topics of events and tasks from their beginning, transactions that happened only, through every fault of the broker.</summary>
internal sealed class TopicTap : IDisposable
{
    private static readonly string[] Topics = [TopicNames.Orders, TopicNames.Stock, TopicNames.Fulfilment, TopicNames.Shipments, TopicNames.FulfilmentTasks];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<string, byte[]> _consumer;
    private readonly ConcurrentQueue<FulfilmentTask> _work = [];
    private readonly Lock _gate = new();
    private readonly List<Seen> _events = [];
    private readonly List<TaskSeen> _tasks = [];
    private readonly HashSet<string> _eventIds = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, Offset> _next = [];
    private readonly HashSet<TopicPartition> _atEnd = [];
    private readonly int _partitions;
    private readonly Thread _thread;
    private volatile bool _isOver;
    private volatile TaskCompletionSource? _asked;
    private TaskCompletionSource? _answering;

    private TopicTap(IConsumer<string, byte[]> consumer, int partitions)
    {
        (_consumer, _partitions) = (consumer, partitions);
        _thread = new Thread(Read) { IsBackground = true, Name = "topic tap" };
        _thread.Start();
    }

    public static async Task<TopicTap> OpenAsync(string bootstrap)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await Eventually.BecomesAsync("the hub has made its topics", () => Task.FromResult(Partitions(admin).Select(p => p.Topic).Distinct().Count() == Topics.Length));
        var all = Partitions(admin);
        var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "faults-tap",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            ReconnectBackoffMaxMs = 500,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(all.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        return new TopicTap(consumer, all.Count);
    }

    /// <summary>Tasks seen so far.</summary>
    public int TaskCount
    {
        get
        {
            lock (_gate)
            {
                return _tasks.Count;
            }
        }
    }

    public Task MoreTasksAsync(int count) => Eventually.BecomesAsync($"{count} tasks are at the consumer", () => Task.FromResult(TaskCount >= count), Patience);

    /// <summary>The next task that nobody works on.</summary>
    public bool TryTake([NotNullWhen(true)] out FulfilmentTask? task) => _work.TryDequeue(out task);

    /// <summary>Reads until every event named was seen, and on to the present end of every partition: what is doubled would be among it.</summary>
    /// <exception cref="TimeoutException">Not within minutes.</exception>
    public async Task<(IReadOnlyList<Seen> Events, IReadOnlyList<TaskSeen> Tasks)> CatchUpAsync(IReadOnlyCollection<string> eventIds)
    {
        await Eventually.BecomesAsync($"the {eventIds.Count} events of the journal are at the consumer", () => Task.FromResult(HasAll(eventIds)), Patience);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked = asked;
        await asked.Task.WaitAsync(Patience);
        lock (_gate)
        {
            return ([.. _events], [.. _tasks]);
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _consumer.Dispose();
    }

    private static List<TopicPartition> Partitions(IAdminClient admin) =>
        [.. admin.GetMetadata(Patience).Topics.Where(t => Topics.Contains(t.Topic)).SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))];

    private bool HasAll(IReadOnlyCollection<string> eventIds)
    {
        lock (_gate)
        {
            return _eventIds.Count >= eventIds.Count && _eventIds.IsSupersetOf(eventIds);
        }
    }

    private void Read()
    {
        while (!_isOver)
        {
            try
            {
                Take(_consumer.Consume(Turn));
                Answer();
            }
            catch (KafkaException)
            {
                // The broker is away; the client goes on where it was.
            }
        }
    }

    /// <summary>When asked, goes to the end anew: an end seen before may not be the end any more.</summary>
    private void Answer()
    {
        if (_asked is not { } asked)
        {
            return;
        }

        if (!ReferenceEquals(asked, _answering))
        {
            _atEnd.Clear();
            foreach (var at in _consumer.Assignment)
            {
                _consumer.Seek(new TopicPartitionOffset(at, _next.GetValueOrDefault(at, Offset.Beginning)));
            }

            _answering = asked; // All of them; where the client refuses one, all are asked again.
        }

        if (_atEnd.Count == _partitions)
        {
            (_asked, _answering) = (null, null);
            asked.SetResult();
        }
    }

    private void Take(ConsumeResult<string, byte[]>? result)
    {
        if (result is null)
        {
            return;
        }

        if (result.IsPartitionEOF)
        {
            _atEnd.Add(result.TopicPartition);
            return;
        }

        _next[result.TopicPartition] = result.Offset + 1;
        var seen = Seen.Of(result);
        lock (_gate)
        {
            _events.Add(seen with { Value = [] });
            if (result.Topic != TopicNames.FulfilmentTasks)
            {
                _eventIds.Add(seen.EventId);
                return;
            }

            var task = FulfilmentTask.Parser.ParseFrom(seen.Value);
            _tasks.Add(new TaskSeen(task.TaskId, task.Kind, task.FulfilmentOrder.FulfilmentId, task.Attempt));
            _work.Enqueue(task);
        }
    }
}

/// <summary>A task as a warehouse saw it.</summary>
internal sealed record TaskSeen(string TaskId, TaskKind Kind, string FulfilmentId, int Attempt);
