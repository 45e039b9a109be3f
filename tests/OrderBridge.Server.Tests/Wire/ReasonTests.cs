using System.Text.RegularExpressions;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Server.Tests.Wire;

public sealed partial class ReasonTests
{
    private const string Prefix = "ERROR_REASON_";

    private static IEnumerable<string> Contract =>
        ErrorReasonReflection.Descriptor.EnumTypes.Single().Values.Where(v => v.Number != 0).Select(v => v.Name[Prefix.Length..]);

    private static IEnumerable<string> Given =>
        ErrorReasonReflection.Descriptor.EnumTypes.Single().Values
            .Where(v => v.Number != 0 && v.GetOptions() is not { Deprecated: true }).Select(v => v.Name[Prefix.Length..]);

    [Fact]
    public void Every_reason_of_the_code_is_in_the_contract() =>
        Assert.Empty(Modules.Reasons.Select(r => r.Reason).Except(Given));

    [Fact]
    public void Every_reason_of_the_contract_is_in_the_code() =>
        Assert.Empty(Given.Except(Modules.Reasons.Select(r => r.Reason)));

    /// <summary>Services name some reasons in place; a word in upper snake case there is a reason or a switch of the environment.</summary>
    [Fact]
    public void Reasons_that_the_server_words_in_place_are_in_the_contract()
    {
        var files = Directory.GetFiles(Path.Combine(Modules.Root, "src/OrderBridge.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
        var named = files.SelectMany(f => InPlace().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("PAGE_TOKEN_INVALID", named);
        Assert.Empty(named.Where(n => !n.StartsWith("ORDERBRIDGE_", StringComparison.Ordinal) && !n.StartsWith("OTEL_", StringComparison.Ordinal)).Except(Contract));
    }

    [Fact]
    public void Reasons_fit_ErrorInfo() =>
        Assert.All(Contract, r => Assert.Matches("^[A-Z][A-Z0-9_]{1,61}[A-Z0-9]$", r));

    /// <summary>A comment that says FAILED_PRECONDITION SOMETHING names a reason that exists.</summary>
    [Fact]
    public void Reasons_that_the_contracts_comments_name_exist()
    {
        var files = Directory.GetFiles(Path.Combine(Modules.Root, "protos/orderbridge"), "*.proto", SearchOption.AllDirectories);
        var named = files.SelectMany(f => NamedReason().Matches(File.ReadAllText(f).Replace("\n  //", string.Empty, StringComparison.Ordinal))).Select(m => m.Groups[1].Value).ToList();
        Assert.True(named.Count >= 15, $"Only {named.Count} reasons were found; the pattern no longer fits the comments.");
        Assert.Empty(named.Except(Contract));
    }

    [GeneratedRegex("\"([A-Z]+(?:_[A-Z]+)+)\"")]
    private static partial Regex InPlace();

    [GeneratedRegex(@"(?:INVALID_ARGUMENT|FAILED_PRECONDITION|NOT_FOUND|ABORTED|UNAVAILABLE|RESOURCE_EXHAUSTED) ([A-Z]+(?:_[A-Z]+)+)")]
    private static partial Regex NamedReason();
}
