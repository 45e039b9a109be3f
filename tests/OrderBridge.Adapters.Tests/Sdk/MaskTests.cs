using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class MaskTests
{
    [Theory]
    [InlineData("13812345678", "*******5678")]
    [InlineData("+86 138-1234-5678", "+** ***-****-5678")]
    [InlineData("12345", "***45")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Phone_KeepsOnlyTheEnd(string? phone, string masked) => Assert.Equal(masked, Mask.Phone(phone));

    [Theory]
    [InlineData("bob@example.com", "b***@example.com")]
    [InlineData("no address", "***")]
    public void Email_KeepsOnlyTheDomain(string email, string masked) => Assert.Equal(masked, Mask.Email(email));

    [Theory]
    [InlineData("Bob", "B**")]
    [InlineData("张三", "张**")]
    [InlineData("😀x", "😀**")]
    [InlineData("", "")]
    public void Name_KeepsOnlyTheFirstCharacter(string name, string masked) => Assert.Equal(masked, Mask.Name(name));

    [Fact]
    public void Text_WithPhoneAndMail_StarsBothAndLeavesShortNumbers() => Assert.Equal(
        "order 42: call *******5678 or b***@example.com",
        Mask.Text("order 42: call 13812345678 or bob@example.com"));
}
