using System.Text;
using OrderBridge.Adapters.Kuaidi100.Receiving;

namespace OrderBridge.Adapters.Tests.Kuaidi100;

public sealed class PushSignatureTests
{
    private static readonly byte[] Param = Encoding.UTF8.GetBytes("{\"a\":\"一 b\"}");

    // Computed with another implementation: md5sum.
    private const string Sign = "DBEFBE24EE6D6D35A1173632F6CA5B5F";

    [Fact]
    public void Sign_OfAKnownText_IsTheKnownSign() => Assert.Equal(Sign, PushSignature.Sign(Param, "pepper"));

    [Theory]
    [InlineData("DBEFBE24EE6D6D35A1173632F6CA5B5F", true)]
    [InlineData("dbefbe24ee6d6d35a1173632f6ca5b5f", true)]
    [InlineData("", false)]
    [InlineData("00000000000000000000000000000000", false)]
    public void Verify_TakesTheSignInEitherCase_AndNothingElse(string sign, bool holds) =>
        Assert.Equal(holds, PushSignature.Verify(Param, Encoding.ASCII.GetBytes(sign), "pepper"));

    [Fact]
    public void Verify_WithAnotherSaltOrAChangedByte_Fails()
    {
        var sign = Encoding.ASCII.GetBytes(Sign);
        Assert.False(PushSignature.Verify(Param, sign, "salt"));
        for (var i = 0; i < Param.Length; i++)
        {
            var changed = Param.ToArray();
            changed[i] ^= 1;
            Assert.False(PushSignature.Verify(changed, sign, "pepper"));
        }
    }

    [SharedFormatsFact]
    public void Verify_OfTheRealPush_HoldsWithItsPublishedSaltAndNoOther()
    {
        var param = SharedFormats.Bytes("carriers/kuaidi100/push_jd_signed_v2.json");
        var lines = File.ReadAllLines(SharedFormats.Path("carriers/kuaidi100/push_jd_signed_v2.sign.txt"));
        var (salt, sign) = (lines[0]["salt=".Length..], Encoding.ASCII.GetBytes(lines[1]["sign=".Length..]));

        Assert.True(PushSignature.Verify(param, sign, salt));
        Assert.False(PushSignature.Verify(param, sign, salt + "4"));
        Assert.False(PushSignature.Verify([.. param, (byte)'\n'], sign, salt));
    }

    [Theory]
    [InlineData("param=%7B%22a%22%3A%22%E4%B8%80+b%22%7D&sign=X", "{\"a\":\"一 b\"}")]
    [InlineData("sign=X&param=%7b%22a%22%3a%22%e4%b8%80%20b%22%7d", "{\"a\":\"一 b\"}")]
    [InlineData("param=100%&x=1", "100%")]
    [InlineData("param=a%2Bb%26c", "a+b&c")]
    [InlineData("param=", "")]
    public void FormFields_DecodeToTheBytesThatWereSigned(string form, string param) =>
        Assert.Equal(param, Encoding.UTF8.GetString(FormFields.Value(Encoding.ASCII.GetBytes(form), "param")!));

    [Fact]
    public void FormFields_OfWhatIsNotThere_IsNull() => Assert.Null(FormFields.Value("parameter=1"u8, "param"));

    [Fact]
    public void FormFields_OfBytesThatAreNoUtf8_AreKeptAsTheyAre() =>
        Assert.Equal([0xC3, 0x28], FormFields.Value("param=%C3%28"u8, "param")!);
}
