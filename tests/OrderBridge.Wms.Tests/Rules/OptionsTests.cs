using Microsoft.Extensions.Configuration;
using OrderBridge.Adapters.Tests;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("00:00:03", 3_000)]
    [InlineData("0s", 0)]
    public void Read_StepTime_InItsUnit(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read("--step-time", text).StepTime);

    [Fact]
    public void Read_Speed_DividesTheStepTime() =>
        Assert.Equal(TimeSpan.FromMilliseconds(200), Read("--step-time", "2s", "--speed", "10").StepTime);

    [Fact]
    public void Read_EnvironmentName_UnderscoreForHyphen() => Assert.Equal(0.25, new WmsOptionsReader(
        new ConfigurationBuilder().AddInMemoryCollection([new("SHORTAGE_RATE", "0.25")]).Build()).Read().ShortageRate);

    [Fact]
    public void Read_Steps_InTheirOrder() => Assert.Equal(
        [FulfilmentState.Accepted, FulfilmentState.Packed, FulfilmentState.Shipped], Read("--steps", "accepted,shipped,packed").Steps.AsEnumerable());

    [Theory]
    [InlineData("--chaos", "1.1")]
    [InlineData("--shortage-rate", "-0.1")]
    [InlineData("--reject-rate", "many")]
    [InlineData("--exception-rate", "NaN")]
    [InlineData("--parallel", "0")]
    [InlineData("--parallel", "2.5")]
    [InlineData("--step-time", "5")]
    [InlineData("--step-time", "-1s")]
    [InlineData("--speed", "0")]
    [InlineData("--steps", "picked,shipped")]
    [InlineData("--steps", "accepted,flown,shipped")]
    [InlineData("--hub", "somewhere")]
    public void Read_OutOfRange_SaysWhichOptionAndWhatItMayBe(string name, string value)
    {
        var complaint = Assert.Throws<SettingException>(() => Read(name, value));

        Assert.StartsWith($"{name} must be", complaint.Message);
    }

    [Fact]
    public void OptionNames_AreWhatIsAskedFor() => Assert.Equal(
        WmsOptionsReader.OptionNames.Order(StringComparer.Ordinal), AskedOptions.In("wms/reference").Append("otlp").Order(StringComparer.Ordinal)); // The collector's address is read by the SDK.

    private static WmsOptions Read(params string[] arguments) =>
        new WmsOptionsReader(new ConfigurationBuilder().AddCommandLine(arguments).Build()).Read();
}
