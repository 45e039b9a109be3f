using OrderBridge.Adapters.Kuaidi100;
using OrderBridge.Adapters.Shopify;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Kuaidi100Simulator;

namespace OrderBridge.Adapters.Tests.Sdk;

/// <summary>An adapter starts with what it was told, or says what it did not understand.</summary>
public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("--hub", "http://127.0.0.1:1", "--data=d")]
    [InlineData("--secrets:demo.myshopify.com", "s", "--Backorder", "true", "--test-orders", "accept")]
    [InlineData("dead", "--data", "d")]
    [InlineData("discard", "17", "18", "--data", "d")]
    [InlineData("discard", "--all", "--data", "d")]
    public void Known_options_pass(params string[] args) => AdapterProgram.Configure(args, ShopifyAdapter.OptionNames);

    [Theory]
    [InlineData("'--bogus' is not an option; there are --hub, ", "--bogus", "1")]
    [InlineData("'--secrets:' is not an option", "--secrets:", "1")]
    [InlineData("'data' is not an option", "--hub", "x", "data")]
    [InlineData("'--data' needs a value.", "--data")]
    [InlineData("'--all' is not an option", "dead", "--all", "--data", "d")]
    [InlineData("'17x' is not an option", "discard", "17x", "--data", "d")]
    public void Others_are_named(string sentence, params string[] args) => Assert.StartsWith(
        sentence, Assert.Throws<SettingException>(() => AdapterProgram.Configure(args, ShopifyAdapter.OptionNames)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_environment_may_hold_names_of_other_programs_and_writes_hyphens_as_underscores()
    {
        Environment.SetEnvironmentVariable("ORDERBRIDGE_SOME_OTHER_PROGRAM", "1");
        Environment.SetEnvironmentVariable("ORDERBRIDGE_BODY_BYTES_MAX", "4321");
        try
        {
            Assert.Equal("4321", AdapterProgram.Configure([], ShopifyAdapter.OptionNames)["body-bytes-max"]);
            Assert.Equal("5432", AdapterProgram.Configure(["--body-bytes-max", "5432"], ShopifyAdapter.OptionNames)["body-bytes-max"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("ORDERBRIDGE_SOME_OTHER_PROGRAM", null);
            Environment.SetEnvironmentVariable("ORDERBRIDGE_BODY_BYTES_MAX", null);
        }
    }

    [Fact]
    public void Each_program_takes_what_it_asks_for()
    {
        Assert.Equal(Plain(ShopifyAdapter.OptionNames), AskedOptions.In("sdk", "channels/shopify"));
        Assert.Equal(Plain(Kuaidi100Adapter.OptionNames), AskedOptions.In("sdk", "carriers/kuaidi100"));
        Assert.Equal(Plain(SimulatorSettings.OptionNames), AskedOptions.In("carriers/kuaidi100-simulator"));
    }

    private static IEnumerable<string> Plain(IEnumerable<string> names) => names.Where(name => !name.EndsWith(':')).Order(StringComparer.Ordinal);
}
