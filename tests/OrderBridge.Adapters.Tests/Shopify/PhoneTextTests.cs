using OrderBridge.Adapters.Shopify.Mapping;

namespace OrderBridge.Adapters.Tests.Shopify;

public sealed class PhoneTextTests
{
    [Theory]
    [InlineData("+85291451002", "HK", "+85291451002")]
    [InlineData("555-555-SHIP", "US", "555-555-7447")]
    [InlineData("1-800-flowers", "CA", "1-800-3569377")]
    [InlineData("555-555-SHIP", "DE", "555-555-SHIP")] // The hub says what is wrong.
    [InlineData("555 1234 ext. 12", "US", "555 1234 ext. 12")]
    [InlineData("５５５-１２３４", "JP", "555-1234")]
    [InlineData("＋８１（３）１２３４５６７８", "JP", "+81(3)12345678")]
    [InlineData("٠٥٠١٢٣٤٥٦٧", "AE", "0501234567")]
    [InlineData("\u202A+852 9145 1002\u202C", "HK", "+852 9145 1002")]
    [InlineData("'0171 234567", "GB", "0171 234567")]
    [InlineData("212\u2013555\u20110100", "US", "212-555-0100")] // En dash, non-breaking hyphen.
    [InlineData("+33 1\u00B723\u00B745", "FR", "+33 1-23-45")]
    [InlineData("tel:+1-212-555-0100", "US", "+1-212-555-0100")]
    [InlineData("Tel. 030 123456", "DE", "030 123456")]
    [InlineData("TEL 030 123456", "DE", "030 123456")]
    [InlineData("telephone 030 123456", "DE", "telephone 030 123456")]
    [InlineData("138****8000", "CN", "138****8000")]
    [InlineData("YUNJI_8a7b6c5d", "CN", "YUNJI_8a7b6c5d")]
    [InlineData("17000000000-1234", "CN", "17000000000-1234")]
    public void Clean_Number_KeepsItReadable(string text, string country, string expected) => Assert.Equal(expected, PhoneText.Clean(text, country));

    [Theory]
    [InlineData("")]
    [InlineData("n/a")]
    [InlineData("-")]
    [InlineData("none")]
    [InlineData("0000")]
    [InlineData("not provided")]
    public void Clean_NoNumberAtAll_IsEmpty(string text) => Assert.Equal(string.Empty, PhoneText.Clean(text, "US"));
}
