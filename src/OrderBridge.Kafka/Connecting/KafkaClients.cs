using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrderBridge.Kafka.Connecting;

/// <summary>Makes clients with what all share: brokers, the operator's own settings, and librdkafka's words in the log.</summary>
public sealed partial class KafkaClients(KafkaOptions options, ILogger<KafkaClients> logger)
{
    /// <summary>How long brokers wait for a member that says nothing before its partitions go to others.</summary>
    private const int SessionTimeoutMs = 15_000;

    public IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig(Common())).SetLogHandler((_, message) => Log(message)).SetErrorHandler(Ignore).Build();

    /// <summary>A producer whose transactions shut out every older one of the same id.</summary>
    public IProducer<string, byte[]> Transactional(string transactionalId) => Producer(new ProducerConfig(Common())
    {
        TransactionalId = transactionalId,
        TransactionTimeoutMs = (int)(2 * options.Patience.TotalMilliseconds),
        MessageTimeoutMs = (int)(2 * options.Patience.TotalMilliseconds),
        LingerMs = 2,
        CompressionType = Enum.Parse<CompressionType>(options.Compression, ignoreCase: true),
    });

    /// <summary>A producer that loses and doubles nothing within its life.</summary>
    public IProducer<string, byte[]> Idempotent() => Producer(new ProducerConfig(Common())
    {
        EnableIdempotence = true,
        MessageTimeoutMs = (int)options.Patience.TotalMilliseconds,
        LingerMs = 2,
    });

    /// <summary>A member of a group that commits offsets itself and sees nothing of transactions that did not happen.</summary>
    public IConsumer<string, byte[]> Member(string groupId) => Consumer(new ConsumerConfig(Common())
    {
        GroupId = groupId,
        EnableAutoCommit = false,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        SessionTimeoutMs = SessionTimeoutMs,
        PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
        EnablePartitionEof = true,
    });

    private IProducer<string, byte[]> Producer(ProducerConfig config)
    {
        config.MessageMaxBytes = Topics.TopicPlan.MessageBytesMax;
        config.Partitioner = Partitioner.Murmur2Random; // A key goes where the Java client would put it.
        return new ProducerBuilder<string, byte[]>(config).SetLogHandler((_, message) => Log(message)).SetErrorHandler(Ignore).Build();
    }

    private IConsumer<string, byte[]> Consumer(ConsumerConfig config)
    {
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.AllowAutoCreateTopics = false;
        return new ConsumerBuilder<string, byte[]>(config).SetLogHandler((_, message) => Log(message)).SetErrorHandler(Ignore).Build();
    }

    private Dictionary<string, string> Common()
    {
        var config = new ClientConfig
        {
            BootstrapServers = options.Bootstrap,
            ClientId = "orderbridge",
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 2_000,
            SocketKeepaliveEnable = true,
        };
        var all = config.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);
        foreach (var (name, value) in options.Client)
        {
            all[name] = value;
        }

        return all;
    }

    /// <summary>What matters comes back from calls; the rest is in the log.</summary>
    private static void Ignore(IClient client, Error error)
    {
    }

    private void Log(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning)
        {
            LogLibrary(logger, message.Facility, message.Message);
        }
    }

    [LoggerMessage(EventId = 9201, Level = LogLevel.Debug, Message = "librdkafka {Facility}: {Text}")]
    private static partial void LogLibrary(ILogger logger, string facility, string text);
}
