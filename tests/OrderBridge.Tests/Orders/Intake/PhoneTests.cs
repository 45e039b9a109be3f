using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Intake;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Intake;

/// <summary>Phones that shops really get (S0-2, A9): plain, foreign, masked, encrypted, pseudo.</summary>
public sealed class PhoneTests
{
    [Theory]
    [InlineData("13800138000")]
    [InlineData("19912345678")]
    [InlineData("16612345678")]
    [InlineData("+86 138 0013 8000")]
    [InlineData("+8613800138000")]
    [InlineData("8613800138000")]
    [InlineData("0086 13800138000")]
    [InlineData("138-0013-8000")]
    [InlineData("17000000000-1234")]
    [InlineData("17000000000,,1234")]
    [InlineData("17000000000转1234")]
    [InlineData("138****1234")]
    [InlineData("021-58881234")]
    [InlineData("021-58881234-801")]
    [InlineData("(010) 5888 1234")]
    [InlineData("0755-8376556")]
    [InlineData("+86 21 5888 1234")]
    [InlineData("+86-755-83765566")]
    [InlineData("86 10 58881234")]
    [InlineData("400-820-8820")]
    [InlineData("800 810 1234")]
    [InlineData("+852 9123 4567")] // A buyer abroad who sends to China.
    [InlineData("+1 650 555 1234")]
    [InlineData("00852 9123 4567")]
    [InlineData("dGVzdGVuY3J5cHRlZHBob25l1234567890+abcd")]
    [InlineData("AES/x7Gq0pMz2b5Yw==")]
    [InlineData("YUNJI_8f3a91c2")]
    [InlineData("+86 17000000000-1234")] // A virtual number with its country code.
    [InlineData("0086 17000000000-1234")]
    [InlineData("86-17000000000,1234")]
    [InlineData("(+86)17000000000,,1234")]
    [InlineData("17000000000 ext 1234")]
    [InlineData("17000000000;ext=1234")]
    [InlineData("13800138000转1234")]
    [InlineData("13800138000 分机 1234")]
    [InlineData("13800138000,,1234#")]
    [InlineData("(+86)13800138000")]
    [InlineData("+86-10-65542341-123")]
    [InlineData("021-58881234 转 80123")]
    [InlineData("+1 347-448-3190 ext. 51236")] // A relay number of a buyer abroad.
    public void Chinese_number_that_can_be_called_is_taken(string phone) => Assert.True(IsTaken(phone, "CN"));

    [Theory]
    [InlineData("12012345678")]
    [InlineData("11012345678")]
    [InlineData("10086")]
    [InlineData("95588")]
    [InlineData("58881234")]
    [InlineData("1380013800")]
    [InlineData("138001380000")]
    [InlineData("+86 120 1234 5678")]
    [InlineData("8612012345678")]
    [InlineData("021-123")]
    [InlineData("abc")]
    [InlineData("phone")]
    [InlineData("---")]
    [InlineData("+")]
    [InlineData("please call my neighbour instead")]
    [InlineData("1")]
    [InlineData("58881234 ext 123")] // An extension makes no number whole.
    [InlineData("58881234-123")]
    [InlineData("1380013800 ext 0")]
    [InlineData("12012345678 ext 1234")]
    [InlineData("10086 转 12345")]
    [InlineData("10086;ext=12345")]
    [InlineData("+86 120 1234 5678 ext 1")]
    [InlineData("+86 10 0123 45678")]
    public void Chinese_number_that_cannot_be_called_is_refused(string phone) => Assert.False(IsTaken(phone, "CN"));

    [Theory]
    [InlineData("GB", "+44 20 7946 0958")]
    [InlineData("GB", "020 7946 0958")]
    [InlineData("US", "(650) 555-1234 ext. 12")]
    [InlineData("US", "650.555.1234")]
    [InlineData("US", "12012345678")] // A Chinese rule must not judge other countries.
    [InlineData("SG", "6123 4567")]
    [InlineData("DE", "+49 (0)30 901820")]
    [InlineData("IS", "12345")]
    [InlineData("US", "+1 347-448-3190 ext. 51236")]
    [InlineData("US", "+1-212-555-0134x12345")]
    [InlineData("US", "001-555-123-4567x12345")]
    [InlineData("US", "(212) 555-0134 extension 12345")]
    [InlineData("US", "+1 212 555 0134 #12345")]
    [InlineData("US", "+12125550134;ext=12345")]
    [InlineData("GB", "+44 20 7946 0958 ext 1234")]
    [InlineData("DE", "+49 30 901820 ext 123456")]
    public void Foreign_number_is_taken_by_its_length(string country, string phone) => Assert.True(IsTaken(phone, country));

    [Theory]
    [InlineData("US", "1234")]
    [InlineData("GB", "1234567890123456")]
    [InlineData("GB", "none")]
    [InlineData("US", "123")]
    [InlineData("US", "123 ext. 51236")]
    [InlineData("US", "+1 23x45678")]
    [InlineData("US", "ext 51236")]
    [InlineData("GB", "1234567890123456 ext 1")]
    public void Foreign_number_too_short_or_too_long_is_refused(string country, string phone) => Assert.False(IsTaken(phone, country));

    [Fact]
    public void Check_switched_off_takes_what_has_the_length_of_a_number()
    {
        Assert.True(IsTaken("12012345678", "CN", new OrderOptions { CheckChinesePhones = false }));
        Assert.False(IsTaken("123", "CN", new OrderOptions { CheckChinesePhones = false }));
    }

    private static bool IsTaken(string phone, string country, OrderOptions? options = null)
    {
        var content = Paid() with { Recipient = Paid().Recipient with { Phone = phone }, ShippingAddress = Paid().ShippingAddress with { CountryCode = country } };
        return ContentRules.Of(content, options ?? new OrderOptions()).All(v => v.Reason != OrderReasons.PhoneInvalid);
    }
}
