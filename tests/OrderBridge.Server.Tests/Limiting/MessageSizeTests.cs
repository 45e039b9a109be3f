using OrderBridge.Kafka.Topics;
using OrderBridge.Server.Calling;

namespace OrderBridge.Server.Tests.Limiting;

public sealed class MessageSizeTests
{
    /// <summary>An event holds what a call brought and what was decided about it; one that no topic takes would hold up all that follow.</summary>
    [Fact]
    public void Topics_take_twice_what_a_call_may_bring() => Assert.Equal(2 * MessageSize.BytesMax, TopicPlan.MessageBytesMax);
}
