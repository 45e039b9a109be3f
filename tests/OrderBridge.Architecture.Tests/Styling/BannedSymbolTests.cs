using System.Xml.Linq;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Styling;

/// <summary>Clocks, sleeps, random numbers and ids cannot come in by the back door.</summary>
public sealed class BannedSymbolTests
{
    private static readonly string[] MustBeBanned =
    [
        "P:System.DateTime.UtcNow", "P:System.DateTime.Now", "P:System.DateTimeOffset.UtcNow", "P:System.DateTimeOffset.Now",
        "M:System.Threading.Thread.Sleep(System.Int32)", "M:System.Threading.Tasks.Task.Delay(System.TimeSpan)", "M:System.Guid.NewGuid",
        "P:System.Random.Shared", "M:System.Random.#ctor",
    ];

    [Fact]
    public void The_list_names_clocks_sleeps_random_numbers_and_ids() =>
        Rule.HasNoOffence(MustBeBanned.Except(Repository.Read("eng/BannedSymbols.txt").Split('\n').Select(l => l.Split(';')[0])));

    [Fact]
    public void The_list_is_given_to_the_analyzer_in_src_and_adapters()
    {
        var group = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("ItemGroup")
            .Single(g => g.Elements("AdditionalFiles").Any(f => ((string?)f.Attribute("Include"))?.EndsWith("eng/BannedSymbols.txt", StringComparison.Ordinal) == true));
        var condition = (string?)group.Attribute("Condition") ?? string.Empty;
        Assert.Contains("'$(RepositoryArea)' == 'src'", condition, StringComparison.Ordinal);
        Assert.Contains("'$(RepositoryArea)' == 'adapters'", condition, StringComparison.Ordinal);
        Assert.Contains(group.Elements("PackageReference"), p => (string?)p.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
    }

    /// <summary>Generated code only: it is not ours to write otherwise.</summary>
    [Fact]
    public void No_other_project_than_the_contracts_switches_analyzers_off() =>
        Assert.Equal(["src/OrderBridge.Contracts/OrderBridge.Contracts.csproj"], Project.All
            .Where(p => p.Area is "src" or "adapters" && SwitchesOff(Repository.Read(p.Path))).Select(p => p.Path));

    /// <summary>The few places where a real clock, sleep or id enters the programs; each pragma stands there with its reason.</summary>
    [Fact]
    public void Whoever_lifts_the_ban_says_why() => Rule.HasNoOffence(Repository.Sources("src", "adapters")
        .SelectMany(f => Repository.Read(f).Split('\n').Where(LiftsSilently).Select(l => $"{f}: {l.Trim()}")));

    [Fact]
    public void The_rules_see_an_offence()
    {
        Assert.True(SwitchesOff("<RunAnalyzers>false</RunAnalyzers>"));
        Assert.True(SwitchesOff("<NoWarn>$(NoWarn);RS0030</NoWarn>"));
        Assert.True(LiftsSilently("#pragma warning disable RS0030"));
        Assert.False(LiftsSilently("#pragma warning disable RS0030 // The one real clock."));
    }

    private static bool SwitchesOff(string project) =>
        project.Contains("<RunAnalyzers>false", StringComparison.Ordinal) || project.Contains("RS0030", StringComparison.Ordinal);

    private static bool LiftsSilently(string line) =>
        line.Contains("pragma warning disable RS0030", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal);
}
