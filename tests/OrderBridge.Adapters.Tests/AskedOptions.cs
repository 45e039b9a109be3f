using System.Text.RegularExpressions;

namespace OrderBridge.Adapters.Tests;

/// <summary>The names of options that a program's sources ask for: an option that is read and not listed would be refused.</summary>
internal static partial class AskedOptions
{
    /// <param name="folders">Relative to adapters.</param>
    public static IReadOnlyList<string> In(params string[] folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), "adapters", folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => (path.EndsWith("OptionsReader.cs", StringComparison.Ordinal) ? AskedByReader() : Asked()).Matches(File.ReadAllText(path)))
            .Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Directory.Packages.props")))
        {
            at = at.Parent ?? throw new InvalidOperationException("There is no repository around this test.");
        }

        return at.FullName;
    }

    /// <summary>configuration["name"] and (configuration, "name" …).</summary>
    [GeneratedRegex("""(configuration\[|\(configuration, )"(?<name>[a-z-]+)["]""")]
    private static partial Regex Asked();

    /// <summary>And a reader's own Text("name") and its like.</summary>
    [GeneratedRegex("""(configuration\[|\(configuration, |\b(Text|List|Number|Time)\()"(?<name>[a-z-]+)["]""")]
    private static partial Regex AskedByReader();
}
