using System.Diagnostics.Metrics;

namespace OrderBridge.Kafka;

/// <summary>Meter <c>OrderBridge.Kafka</c>.</summary>
public static class KafkaMetrics
{
    public const string MeterName = "OrderBridge.Kafka";

    internal static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("orderbridge.kafka.sent", "{message}", "Messages in committed transactions, by topic.");

    private static readonly Counter<long> Received = Meter.CreateCounter<long>(
        "orderbridge.kafka.received", "{message}", "Messages that came in, by topic and what became of them: taken, dead_letter or again.");

    private static readonly Counter<long> Fenced = Meter.CreateCounter<long>(
        "orderbridge.kafka.fenced", "{relay}", "Times that another relay has shut this one out.");

    internal static void CountSent(string topic, int messages) => Sent.Add(messages, Tag("topic", topic));

    internal static void CountReceived(string topic, string outcome) => Received.Add(1, Tag("topic", topic), Tag("outcome", outcome));

    internal static void CountFenced() => Fenced.Add(1);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
