using System.Text;
using System.Text.Json;
using OrderBridge.Adapters.Shopify.Receiving;

namespace OrderBridge.Adapters.Tests.Shopify;

public sealed class ShopifyHmacTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{ \"id\": 1,  \"title\": \"\\u6e2c試\" }");

    // Computed with another implementation: openssl dgst -sha256 -hmac hush -binary | base64.
    private const string Signature = "rh5ApYNm/GvZZFURaQ0O5dmA3gPrMU4CcIm/1W3cF0Y=";

    [Fact]
    public void Sign_OfAKnownBody_IsTheKnownSignature() => Assert.Equal(Signature, ShopifyHmac.Sign(Body, "hush"));

    [Fact]
    public void Verify_OfTheBytesAsTheyCame_Holds() => Assert.True(ShopifyHmac.Verify(Body, Signature, ["hush"]));

    [Fact]
    public void Verify_WhileASecretIsRotated_TakesEither() => Assert.True(ShopifyHmac.Verify(Body, Signature, ["new", "hush"]));

    [Fact]
    public void Verify_WithAnyOneByteChanged_Fails()
    {
        for (var i = 0; i < Body.Length; i++)
        {
            var changed = Body.ToArray();
            changed[i] ^= 0x20;
            Assert.False(ShopifyHmac.Verify(changed, Signature, ["hush"]), $"byte {i}");
        }
    }

    [Fact]
    public void Verify_OfTheSameJsonWrittenAgain_Fails()
    {
        var again = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<JsonElement>(Body));
        Assert.False(ShopifyHmac.Verify(again, Signature, ["hush"]));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public void Verify_WithAnotherSecret_Fails(string secret) => Assert.False(ShopifyHmac.Verify(Body, Signature, [secret]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void Verify_OfWhatIsNoSignature_Fails(string? signature) => Assert.False(ShopifyHmac.Verify(Body, signature, ["hush"]));

    [Fact]
    public void Verify_WithoutAnySecret_Fails() => Assert.False(ShopifyHmac.Verify(Body, Signature, []));
}
