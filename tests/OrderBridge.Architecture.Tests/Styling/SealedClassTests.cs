using System.Text.RegularExpressions;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Styling;

/// <summary>A class that may be inherited from says so by being abstract; every other one is sealed or static.</summary>
public sealed partial class SealedClassTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("adapters")]
    public void Every_class_is_sealed_static_or_abstract(string area) =>
        Rule.HasNoOffence(Open(Repository.Sources(area).SelectMany(f => Declarations(f, Repository.Read(f)))));

    [Fact]
    public void The_rule_sees_an_offence()
    {
        const string text = "public class A { }\ninternal sealed partial class B\npublic partial class B\npublic record C(int X);\npublic record struct D(int X);\n";
        Assert.Equal(["x.cs: A", "x.cs: C"], Open(Declarations("x.cs", text)));
    }

    /// <summary>One part of a partial class speaks for all of them.</summary>
    private static IReadOnlyList<string> Open(IEnumerable<(string File, string Name, bool Closed)> declarations) =>
        [.. declarations.GroupBy(d => (Path.GetDirectoryName(d.File), d.Name))
            .Where(g => !g.Any(d => d.Closed))
            .Select(g => $"{g.First().File}: {g.Key.Name}")];

    private static IEnumerable<(string File, string Name, bool Closed)> Declarations(string file, string text) =>
        Declaration().Matches(text).Select(m => (file, m.Groups["name"].Value, Closing().IsMatch(m.Groups["words"].Value)));

    [GeneratedRegex(@"^[ \t]*(?<words>(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|unsafe|readonly|ref)[ ]+)+)(?:class|record(?![ ]+struct)(?:[ ]+class)?)[ ]+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(sealed|static|abstract)\b")]
    private static partial Regex Closing();
}
