using System.Globalization;
using Confluent.Kafka.Admin;

namespace OrderBridge.Kafka.Topics;

/// <summary>How each topic is made when it is not there. What an operator has made or changed stays as it is.</summary>
public static class TopicPlan
{
    /// <summary>Largest message, in bytes: twice what a call may bring, so that every event of it fits. One that did not would hold up all that follow.</summary>
    public const int MessageBytesMax = 32 * 1024 * 1024;

    /// <summary>Events and tasks hold names and addresses, so they do not stay for long; the journal keeps them anyway.</summary>
    public static readonly TimeSpan EventRetention = TimeSpan.FromDays(14);

    /// <summary>Time for a person to look and to send again.</summary>
    public static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    /// <summary>What comes in, and its dead letters.</summary>
    public static IReadOnlyList<string> Received { get; } = [TopicNames.WarehouseReports, TopicNames.TrackingEvents];

    /// <summary>Events and tasks, kept for a time.</summary>
    public static IReadOnlyList<string> Events { get; } =
        [TopicNames.FulfilmentTasks, TopicNames.Orders, TopicNames.Stock, TopicNames.Fulfilment, TopicNames.Shipments];

    /// <param name="partitions">Of topics whose order is by key.</param>
    public static IReadOnlyList<TopicSpecification> All(int partitions) =>
    [
        .. Events.Select(t => Kept(t, partitions, EventRetention)),
        .. Received.Select(t => Kept(t, partitions, EventRetention)),
        .. Received.Select(t => Kept(TopicNames.DeadLetter(t), 1, DeadLetterRetention)),
        Compacted(TopicNames.StockLevels, partitions),
        Compacted(TopicNames.RelayCursors, 1),
    ];

    private static TopicSpecification Kept(string name, int partitions, TimeSpan retention) => Of(name, partitions, new()
    {
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = ((long)retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
    });

    private static TopicSpecification Compacted(string name, int partitions) => Of(name, partitions, new() { ["cleanup.policy"] = "compact" });

    private static TopicSpecification Of(string name, int partitions, Dictionary<string, string> configs)
    {
        configs["max.message.bytes"] = MessageBytesMax.ToString(CultureInfo.InvariantCulture);
        return new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = -1, // The cluster's own default: 3 in production, 1 on a desk.
            Configs = configs,
        };
    }
}
