using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Stored rows hold these hashes: whatever is judged of an extension, the digits that are hashed stay as they are, or a search loses orders.</summary>
    [Theory]
    [InlineData("+86 13800138000", "13800138000")]
    [InlineData("0086 13800138000", "008613800138000")]
    [InlineData("17000000000-1234", "170000000001234")]
    [InlineData("17000000000,,1234", "170000000001234")]
    [InlineData("17000000000转1234", "170000000001234")]
    [InlineData("021-58881234-801", "02158881234801")]
    [InlineData("+86-755-83765566", "75583765566")]
    [InlineData("(650) 555-1234 ext. 12", "650555123412")]
    [InlineData("+1 650 555 1234", "16505551234")]
    public void HashOf_NumberTakenBeforeExtensionsWereJudgedApart_IsOfTheSameDigits(string phone, string digits) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("orderbridge:phone:" + digits))), Party.HashOf(phone));
}
