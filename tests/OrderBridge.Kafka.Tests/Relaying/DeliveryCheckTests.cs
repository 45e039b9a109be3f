using Google.Protobuf;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>The checker's own negative control: what it must find, put in by hand.</summary>
public sealed class DeliveryCheckTests
{
    private static readonly Event[] Journal = [Happened("ord_a", 1, 1), Happened("ord_b", 1, 2), Happened("ord_a", 2, 3)];

    [Fact]
    public void What_is_all_there_is_fine() => Assert.Empty(DeliveryCheck.Findings(Journal, [.. Journal.Select(AsSeen)]));

    [Fact]
    public void It_sees_a_loss() =>
        Assert.Equal(["lost: ord_b.1"], DeliveryCheck.Findings(Journal, [AsSeen(Journal[0]), AsSeen(Journal[2])]));

    [Fact]
    public void It_sees_a_repeat() =>
        Assert.Contains(
            DeliveryCheck.Findings(Journal, [.. Journal.Select(AsSeen), AsSeen(Journal[1])]),
            finding => finding.StartsWith("doubled: ord_b.1 in " + TopicNames.Orders, StringComparison.Ordinal));

    [Fact]
    public void It_sees_a_key_out_of_order() =>
        Assert.Contains("out of order: ord_a.1 after ord_a.2", DeliveryCheck.Findings(Journal, [AsSeen(Journal[2]), AsSeen(Journal[1]), AsSeen(Journal[0])]));

    [Fact]
    public void It_sees_what_never_happened() =>
        Assert.Contains("invented: ord_c.1", DeliveryCheck.Findings(Journal, [.. Journal.Select(AsSeen), AsSeen(Happened("ord_c", 1, 4))]));

    [Fact]
    public void It_sees_a_value_that_differs() =>
        Assert.Contains("different: ord_b.1", DeliveryCheck.Findings(Journal, [AsSeen(Journal[0]), AsSeen(Journal[1]) with { Value = [] }, AsSeen(Journal[2])]));

    private static Event Happened(string id, int version, long position) => new()
    {
        EventId = $"{id}.{version}", EventType = "order.received", AggregateKind = "order", AggregateId = id, AggregateVersion = version, Position = position,
    };

    private static Seen AsSeen(Event e) => new(TopicNames.Orders, 0, e.Position, e.AggregateId, e.ToByteArray(), e.EventId, e.EventType, e.Position);
}
