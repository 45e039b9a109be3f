using OrderBridge.Kernel.Journaling;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class HashChainTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly JournalRecord Record = new(
        7, "order", "ord_1", 3, "order.received", new byte[] { 1, 2, 3 }, "channel:shopify", "cause", "request", "1", Noon, Noon.AddSeconds(1), new byte[] { 9 });

    public static TheoryData<string, JournalRecord> Changes => new()
    {
        { "kind", Record with { AggregateKind = "shipment" } },
        { "id", Record with { AggregateId = "ord_2" } },
        { "version", Record with { AggregateVersion = 4 } },
        { "type", Record with { EventType = "order.revised" } },
        { "payload", Record with { Payload = new byte[] { 1, 2, 4 } } },
        { "payload length", Record with { Payload = new byte[] { 1, 2, 3, 0 } } },
        { "actor", Record with { Actor = "channel:taobao" } },
        { "cause", Record with { CauseId = "" } },
        { "request", Record with { RequestId = "other" } },
        { "rules", Record with { RuleRevision = "2" } },
        { "occurred", Record with { OccurredTime = Noon.AddMicroseconds(1) } },
        { "recorded", Record with { RecordedTime = Noon.AddSeconds(1).AddMicroseconds(1) } },
        { "text moved between columns", Record with { Actor = "channel:shopifycause", CauseId = "" } },
        { "times swapped", Record with { OccurredTime = Record.RecordedTime, RecordedTime = Record.OccurredTime } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Next_AnyColumnChanged_GivesAnotherHash(string column, JournalRecord changed)
    {
        Assert.False(Hash(Record).SequenceEqual(Hash(changed)), $"A changed {column} does not show.");
    }

    [Fact]
    public void Next_OtherPredecessor_GivesAnotherHash() =>
        Assert.NotEqual(Hash(Record), HashChain.Next(Hash(Record), Record));

    /// <summary>The position is the store's, and the stored hash is the result: neither can be part of it.</summary>
    [Fact]
    public void Next_PositionOrStoredHashChanged_GivesTheSameHash() =>
        Assert.Equal(Hash(Record), Hash(Record with { Position = 8, Hash = new byte[] { 1 } }));

    /// <summary>Stored chains must stay provable: this value must never change.</summary>
    [Fact]
    public void Next_KnownRecord_GivesTheFrozenHash() =>
        Assert.Equal("b7c508754dac4f211026b93a74d1d56f4ef7b58bb8e6487932d960412cef0391", Convert.ToHexStringLower(Hash(Record)));

    [Fact]
    public void Microseconds_ThereAndBack_LosesOnlyWhatIsFiner()
    {
        Assert.Equal(Noon, HashChain.FromMicroseconds(HashChain.Microseconds(Noon.AddTicks(9))));
        Assert.Equal(Noon.AddMicroseconds(1), HashChain.FromMicroseconds(HashChain.Microseconds(Noon.AddTicks(10))));
        Assert.Equal(HashChain.HashBytes, HashChain.Root.Length);
    }

    private static byte[] Hash(JournalRecord record) => HashChain.Next(HashChain.Root.Span, record);
}
