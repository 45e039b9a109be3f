using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using OrderBridge.Kafka.Relaying;

namespace OrderBridge.Hub.Tests.Measuring;

/// <summary>docs/operations.md names every instrument there is, and no other.</summary>
[Collection(Alone.Name)]
public sealed partial class When_an_operator_reads_the_table
{
    [Fact]
    public async Task It_holds_every_instrument_with_its_unit_and_nothing_else()
    {
        using var measured = new Measurements();
        await using var hub = await RunningHub.StartAsync();
        CreateAll();

        var documented = Rows();
        Assert.Equal([], measured.Instruments.Keys.Except(documented.Keys)); // Exists, and nobody is told what to do about it.
        Assert.Equal([], documented.Keys.Except(measured.Instruments.Keys)); // Is told of, and does not exist.
        Assert.All(measured.Instruments, i => Assert.Equal((i.Key, i.Value.Trim('{', '}')), (i.Key, documented[i.Key].Unit)));
        Assert.All(documented, row => Assert.True(row.Value.ToDo.Length > 2, $"{row.Key}: what to do?"));
    }

    /// <summary>Instruments of parts that this hub does not use, such as Redis and Kafka.</summary>
    private static void CreateAll()
    {
        _ = new RelayState(TimeProvider.System);
        foreach (var type in Directory.EnumerateFiles(AppContext.BaseDirectory, "OrderBridge.*.dll")
            .Select(path => System.Reflection.Assembly.Load(Path.GetFileNameWithoutExtension(path)))
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Metrics", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    private static Dictionary<string, (string Unit, string ToDo)> Rows() => Row().Matches(File.ReadAllText(Document()))
        .ToDictionary(m => m.Groups["name"].Value, m => (m.Groups["unit"].Value, m.Groups["todo"].Value.Trim()));

    private static string Document()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Directory.Packages.props")))
        {
            at = at.Parent ?? throw new InvalidOperationException("There is no repository around this test.");
        }

        return Path.Combine(at.FullName, "docs", "operations.md");
    }

    [GeneratedRegex(@"^\| `(?<name>orderbridge\.[a-z_.]+)` \| (?<unit>[^|]*?) \| [^|]+ \| (?<todo>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
