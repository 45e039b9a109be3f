using OrderBridge.Kernel.Parties;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class PartyTests
{
    [Theory]
    [InlineData("+86 138-0013-8000")]
    [InlineData("8613800138000")]
    [InlineData("138 0013 8000")]
    public void PhoneHash_SameNumberWrittenOtherwise_IsTheSame(string phone) =>
        Assert.Equal(Party.HashOf("13800138000"), new Party("A", phone, "").PhoneHash);

    [Theory]
    [InlineData("")]
    [InlineData("***")]
    public void PhoneHash_NoDigits_IsEmpty(string phone) => Assert.Empty(Party.HashOf(phone));

    [Fact]
    public void PhoneHash_OtherNumber_Differs() => Assert.NotEqual(Party.HashOf("13800138000"), Party.HashOf("13800138001"));

    /// <summary>Black lists and searches hold these hashes: the value must never change.</summary>
    [Fact]
    public void HashOf_KnownNumber_IsFrozen() => Assert.Equal("7a656e69a9325fac7ee4265e566739bd60f6efa617552f36bcb424f8c7ee51c7", Party.HashOf("13800138000"));
}
