using System.Text.RegularExpressions;
using Google.Protobuf;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Readme;

/// <summary>What the README shows is what compiles and works here; where it points, something is.</summary>
public sealed partial class When_a_newcomer_copies_from_the_readme
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Its_code_is_code_that_compiles(string readme)
    {
        var shown = Blocks().Matches(File.ReadAllText(Repository.At(readme))).Select(m => Plain(m.Groups[1].Value)).ToList();
        var compiled = Marked().Matches(File.ReadAllText(Repository.At("tests", "OrderBridge.EndToEnd", "Readme", "Snippets.cs"))).Select(m => Plain(m.Groups[1].Value)).ToList();

        Assert.Equal(3, compiled.Count);
        Assert.Equal(compiled, shown);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Its_links_lead_somewhere(string readme)
    {
        var targets = Links().Matches(File.ReadAllText(Repository.At(readme))).Select(m => m.Groups[1].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.True(Path.Exists(Repository.At(target)), target));
    }

    [Fact]
    public void Both_languages_point_to_the_same_places()
    {
        static IEnumerable<string> Targets(string readme) => Links().Matches(File.ReadAllText(Repository.At(readme))).Select(m => m.Groups[1].Value)
            .Where(t => !t.StartsWith("README", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(Targets("README.md"), Targets("README.zh-CN.md"));
    }

    [Fact]
    public async Task Its_channel_gets_an_order_into_the_hub()
    {
        await using var hub = await HubProcess.StartAsync();
        await new StockService.StockServiceClient(hub.Channel).SetStockAsync(Samples.Stock("mug", 1));

        var result = await Snippets.SendOrderAsync(hub.Address, HubProcess.AdminKey, Samples.Order("readme-1", "mug"), ByteString.CopyFromUtf8("{}"));

        Assert.Null(result.Problem);
        Assert.NotEqual(string.Empty, result.OrderId);
    }

    /// <summary>Without comments, which differ by language, and without indentation.</summary>
    private static string Plain(string code) => string.Join('\n', code.Replace("\"http://127.0.0.1:5080\"", "address", StringComparison.Ordinal).Split('\n')
        .Select(line => Comment().Replace(line, string.Empty).Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"// readme: \w+\n(.*?)// end", RegexOptions.Singleline)]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?<!:)//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
