using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Depending;

/// <summary>An adapter speaks to the hub over the wire, as a stranger's program would.</summary>
public sealed class AdapterDependencyTests
{
    private static readonly string[] Allowed =
        ["OrderBridge.Contracts", "OrderBridge.Kernel", "OrderBridge.AdapterSdk", "Grpc.Core.Api", "Grpc.Net.Common"];

    [Fact]
    public void An_adapter_reaches_contracts_kernel_and_the_sdk_only() => Rule.HasNoOffence(Offences("adapters"));

    [Fact]
    public void The_command_line_reaches_contracts_and_kernel_only() =>
        Rule.HasNoOffence(Project.Named("OrderBridge.Cli").Reaches().Except(Allowed));

    [Fact]
    public void There_are_adapters_to_ask() => Assert.True(Project.All.Count(p => p.Area == "adapters") >= 3);

    [Fact]
    public void The_rule_sees_an_offence() =>
        Assert.Contains("OrderBridge.Flows reaches OrderBridge.Orders", Offences("src"));

    /// <summary>Program sources must not even spell a module's namespace.</summary>
    [Fact]
    public void An_adapter_names_no_module_in_its_sources() => Rule.HasNoOffence(Repository.Sources("adapters").Where(NamesModule));

    private static bool NamesModule(string path) => Repository.Read(path).Split('\n')
        .Any(l => l.StartsWith("using OrderBridge.Orders", StringComparison.Ordinal)
            || l.StartsWith("using OrderBridge.Stock", StringComparison.Ordinal)
            || l.StartsWith("using OrderBridge.Fulfilment", StringComparison.Ordinal)
            || l.StartsWith("using OrderBridge.Storage", StringComparison.Ordinal));

    private static IReadOnlyList<string> Offences(string area) =>
        [.. Project.All.Where(p => p.Area == area).SelectMany(p =>
            p.Reaches().Where(r => !Allowed.Contains(r) && Project.Named(r).Area != "adapters").Select(r => $"{p.Name} reaches {r}"))];
}
