using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Specifying;

/// <summary>The stock protocol in docs/spec holds what its page says, and the design that was not taken does not.</summary>
public sealed class StockGateTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "spec");

    [RequiresTlcFact]
    public async Task Nothing_is_promised_twice_whatever_the_gate_loses()
    {
        var output = await ModelChecker.RunAsync(Folder, "StockGate");
        Assert.Contains("Model checking completed. No error has been found.", output, StringComparison.Ordinal);
        Assert.Contains(" 159908 distinct states found, 0 states left", output, StringComparison.Ordinal); // Another number: the page is to be read again.
    }

    [RequiresTlcFact]
    public async Task In_the_end_the_gate_equals_the_counters() =>
        Assert.Contains("Model checking completed. No error has been found.", await ModelChecker.RunAsync(Folder, "StockGateLive"), StringComparison.Ordinal);

    [RequiresTlcFact]
    public async Task The_gate_alone_would_oversell() =>
        Assert.Contains("Error: Invariant NoOversell is violated.", await ModelChecker.RunAsync(Folder, "StockGateWeaker"), StringComparison.Ordinal);

    /// <summary>What the page lists is what is checked.</summary>
    [Fact]
    public void Every_configuration_is_on_the_page() => Assert.All(
        Directory.EnumerateFiles(Folder, "*.cfg").Select(Path.GetFileName),
        name => Assert.Contains($"`{name}`", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal));
}
