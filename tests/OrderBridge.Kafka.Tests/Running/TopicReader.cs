using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>A message as a stranger sees it.</summary>
public sealed record Seen(string Topic, int Partition, long Offset, string Key, byte[] Value, string EventId, string EventType, long Position)
{
    public static Seen Of(ConsumeResult<string, byte[]> result) => new(
        result.Topic, result.Partition.Value, result.Offset.Value, result.Message.Key, result.Message.Value,
        Header(result, MessageHeaders.EventId), Header(result, MessageHeaders.EventType),
        long.TryParse(Header(result, MessageHeaders.Position), CultureInfo.InvariantCulture, out var position) ? position : 0);

    public static string Header(ConsumeResult<string, byte[]> result, string name) =>
        result.Message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : string.Empty;
}

/// <summary>Reads topics from their beginning, committed transactions only, remembering all of it.</summary>
public sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan TopicsPatience = TimeSpan.FromMinutes(2);

    private readonly IConsumer<string, byte[]> _consumer;
    private readonly HashSet<TopicPartition> _atEnd = [];
    private readonly int _partitions;

    public TopicReader(string bootstrap, params string[] topics)
    {
        var all = PartitionsOf(bootstrap, topics);
        _partitions = all.Count;
        _consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "tests-reader",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
        }).Build();
        _consumer.Assign(all);
    }

    public List<Seen> Messages { get; } = [];

    /// <summary>The newest results as the client gave them, for headers that <see cref="Seen"/> does not keep.</summary>
    public List<ConsumeResult<string, byte[]>> Results { get; } = [];

    /// <summary>Reads until the condition holds.</summary>
    /// <exception cref="TimeoutException">It does not within the patience.</exception>
    public TopicReader Until(Func<IReadOnlyList<Seen>, bool> condition, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition(Messages))
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"After {patience.TotalSeconds} s there are {Messages.Count} messages.");
            }

            Take(_consumer.Consume(TimeSpan.FromMilliseconds(250)));
        }

        return this;
    }

    /// <summary>Reads on to the present end of every partition: what is doubled would be among it.</summary>
    public TopicReader ToTheEnd(TimeSpan patience)
    {
        _atEnd.Clear();
        foreach (var at in _consumer.Assignment)
        {
            _consumer.Seek(new TopicPartitionOffset(at, NextOffset(at)));
        }

        return Until(_ => _atEnd.Count == _partitions, patience);
    }

    public void Dispose() => _consumer.Dispose();

    /// <summary>The hub makes topics when it begins to relay, which nobody waits for.</summary>
    private static List<TopicPartitionOffset> PartitionsOf(string bootstrap, string[] topics)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            var all = admin.GetMetadata(TopicsPatience).Topics.Where(t => topics.Contains(t.Topic))
                .SelectMany(t => t.Partitions.Select(p => new TopicPartitionOffset(t.Topic, p.PartitionId, Offset.Beginning))).ToList();
            var there = all.Select(p => p.Topic).Distinct().Order().ToList();
            if (there.Count == topics.Length)
            {
                return all;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < TopicsPatience, $"Of {string.Join(", ", topics)} there are {string.Join(", ", there)}.");
        }
    }

    private Offset NextOffset(TopicPartition at)
    {
        var last = Results.FindLast(r => r.TopicPartition == at);
        return last is null ? Offset.Beginning : last.Offset + 1;
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

        Results.Add(result);
        Messages.Add(Seen.Of(result));
    }
}
