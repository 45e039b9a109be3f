using System.Globalization;
using System.Runtime.Versioning;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Testing.Servers;

namespace OrderBridge.EndToEnd.Interrupting;

/// <summary>A demo with two hubs starts servers too, which call themselves anything and, as Kafka, are nobody's children. None may stay behind either.</summary>
[SupportedOSPlatform("linux")]
[Collection(DemoProcess.OneAtATime)]
[Trait("Category", "Faults")]
public sealed class When_a_cluster_demo_is_interrupted
{
    [RequiresServersFact]
    public async Task Nothing_stays_behind()
    {
        using var demo = Demo();
        var family = await FeedingAsync(demo);

        CommandProcess.Signal(demo.Id, "TERM");

        Assert.Equal(130, await demo.EndAsync());
        Assert.Empty(Left(family));
        Assert.Contains("Stopped.", demo.Lines);
        Assert.False(Directory.Exists(DemoProcess.Folder(demo)));
    }

    [RequiresServersFact]
    public async Task Killed_it_leaves_its_folder_only()
    {
        using var demo = Demo();
        var family = await FeedingAsync(demo);

        CommandProcess.Signal(demo.Id, "KILL");

        Assert.Equal(137, await demo.EndAsync());
        await Eventually.BecomesAsync("the shell beside it ends them", () => Task.FromResult(!Left(family).Any()));
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    [RequiresServersFact]
    public async Task A_server_that_dies_ends_it_with_its_name()
    {
        using var demo = Demo();
        var family = await FeedingAsync(demo);
        var (name, id) = KafkaId(demo) is { } broker ? ("kafka", broker) : ("redis", family.First(p => p.Command.Contains("redis-server", StringComparison.Ordinal)).Id);

        CommandProcess.Signal(id, "KILL");

        Assert.Equal(1, await demo.EndAsync());
        Assert.Empty(Left(family));
        Assert.Contains($"{name} ended by itself.", demo.Lines);
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    private static CommandProcess Demo() => DemoProcess.Start("--cluster", "--limit", "900");

    /// <summary>Waits until orders are on their way.</summary>
    /// <returns>Everything that runs for the demo.</returns>
    private static async Task<IReadOnlyList<(int Id, string Command, string Begin)>> FeedingAsync(CommandProcess demo)
    {
        await DemoProcess.FeedsAsync(demo);
        var children = demo.Children();
        string[] expected = ["redis-server", "postgres", "OrderBridge.Server", "Shopify", "ReferenceWms", "Kuaidi100.dll", "Kuaidi100Simulator"];
        Assert.All(expected, name => Assert.Contains(children, c => c.Command.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(2, children.Count(c => c.Command.Contains("OrderBridge.Server", StringComparison.Ordinal)));
        Assert.Equal(KafkaServer.Trouble.Length == 0, KafkaId(demo) is not null);
        IEnumerable<(int Id, string Command)> broker = KafkaId(demo) is { } id ? [(id, "kafka")] : [];
        return [.. children.Concat(children.SelectMany(c => CommandProcess.ChildrenOf(c.Id))).Concat(broker).Select(p => (p.Id, p.Command, CommandProcess.BeginOf(p.Id)))];
    }

    private static int? KafkaId(CommandProcess demo)
    {
        var file = Path.Combine(DemoProcess.Folder(demo), "kafka", "1", "pid");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    private static IEnumerable<string> Left(IEnumerable<(int Id, string Command, string Begin)> family) =>
        family.Where(p => p.Begin.Length > 0 && CommandProcess.BeginOf(p.Id) == p.Begin).Select(p => $"{p.Id} {p.Command}");
}
