using System.Text.RegularExpressions;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>What documents promise exists.</summary>
public sealed partial class DocumentTests
{
    private static readonly IReadOnlyList<string> Documents = [.. Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))];

    public static TheoryData<string> ReadMes => ["README.md", "README.zh-CN.md"];

    [Fact]
    public void Every_link_between_files_leads_somewhere() => Rule.HasNoOffence(Documents.SelectMany(BrokenLinks));

    [Theory]
    [MemberData(nameof(ReadMes))]
    public void The_two_commands_of_the_read_me_exist(string path)
    {
        var text = Repository.Read(path);
        var script = Repository.Read("orderbridge");
        foreach (var verb in new[] { "demo", "test" })
        {
            Assert.Contains($"./orderbridge {verb}", text, StringComparison.Ordinal);
            Assert.Matches($@"(?m)^  ({verb}\b|.*\| {verb}\b).*\)", script);
        }
    }

    [Fact]
    public void Every_decision_is_linked_from_the_list_of_decisions()
    {
        var list = Repository.Read("docs/decisions/README.md");
        var decisions = Repository.Files.Where(f => DecisionFile().IsMatch(f)).Select(f => Path.GetFileName(f)).ToArray();
        Assert.NotEmpty(decisions);
        Rule.HasNoOffence(decisions.Where(d => !list.Contains($"({d})", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("## Context")]
    [InlineData("## Options")]
    [InlineData("## Decision")]
    [InlineData("## Consequences")]
    [InlineData("## How we would notice that it was wrong")]
    public void Every_decision_answers(string heading) => Rule.HasNoOffence(
        Repository.Files.Where(f => DecisionFile().IsMatch(f) && !Repository.Read(f).Split('\n').Contains(heading)));

    [Fact]
    public void The_read_mes_lead_to_the_same_places() =>
        Assert.Equal(Links("README.md").Except(["README.zh-CN.md"]).Order(), Links("README.zh-CN.md").Except(["README.md"]).Order());

    [Fact]
    public void The_rules_see_an_offence()
    {
        Assert.Equal(["nowhere.md"], LinksIn("see [here](nowhere.md#part) and [there](https://example.com)"));
        Assert.DoesNotMatch(DecisionFile(), "docs/decisions/README.md");
    }

    private static IEnumerable<string> BrokenLinks(string path) => Links(path)
        .Where(link => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, link)))
        .Select(link => $"{path}: {link}");

    private static IEnumerable<string> Links(string path) => LinksIn(Repository.Read(path)).Distinct();

    private static IEnumerable<string> LinksIn(string text) => Link().Matches(text)
        .Select(m => m.Groups[1].Value.Split('#')[0])
        .Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^docs/decisions/\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex DecisionFile();
}
