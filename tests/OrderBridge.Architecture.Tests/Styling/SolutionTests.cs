using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Styling;

/// <summary>What is not in the solution is neither built nor tested by the commands of the README.</summary>
public sealed class SolutionTests
{
    private static readonly string Solution = Repository.Read("OrderBridge.sln");

    [Fact]
    public void Every_project_is_in_the_solution() =>
        Assert.True(Missing(Solution).Count == 0, $"Run eng/solution/refresh; missing: {string.Join(", ", Missing(Solution))}");

    [Fact]
    public void Every_project_of_the_solution_exists() => Rule.HasNoOffence(Solution.Split('"')
        .Where(part => part.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(part => part.Replace('\\', '/'))
        .Where(path => !Repository.Has(path)));

    [Fact]
    public void The_product_is_every_project_but_the_tests()
    {
        var listed = Repository.Read("OrderBridge.Product.slnf").Split('"').Where(part => part.EndsWith(".csproj", StringComparison.Ordinal)).Select(part => part.Replace(@"\\", "/", StringComparison.Ordinal));
        Assert.Equal(Project.All.Select(p => p.Path).Where(p => !p.StartsWith("tests/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_rule_sees_an_offence() => Assert.Contains("src/OrderBridge.Kernel/OrderBridge.Kernel.csproj", Missing("Global"));

    private static IReadOnlyList<string> Missing(string solution) =>
        [.. Project.All.Select(p => p.Path).Where(p => !solution.Contains($"\"{p.Replace('/', '\\')}\"", StringComparison.Ordinal))];
}
