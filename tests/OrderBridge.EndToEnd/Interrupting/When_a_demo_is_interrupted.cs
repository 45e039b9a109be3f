using System.Runtime.Versioning;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Interrupting;

/// <summary>A demo is six programs. However it ends, none of them may stay behind, and what happened is said.</summary>
[SupportedOSPlatform("linux")]
[Collection(DemoProcess.OneAtATime)]
public sealed class When_a_demo_is_interrupted
{
    private static readonly string[] Programs = ["OrderBridge.Server", "Adapters.Shopify", "ReferenceWms", "Adapters.Kuaidi100", "Kuaidi100Simulator"];

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Nothing_stays_behind(string signal)
    {
        using var demo = Demo();
        var children = await FeedingAsync(demo);

        CommandProcess.Signal(demo.Id, signal);

        Assert.Equal(130, await demo.EndAsync());
        Assert.False(CommandProcess.AnyRuns(children), string.Join(Environment.NewLine, children));
        Assert.Contains("Stopped.", demo.Lines);
        Assert.False(Directory.Exists(DemoProcess.Folder(demo)));
    }

    [Fact]
    public async Task A_program_that_dies_ends_it_with_its_name()
    {
        using var demo = Demo();
        var children = await FeedingAsync(demo);

        CommandProcess.Signal(children.Single(c => c.Command.Contains("ReferenceWms", StringComparison.Ordinal)).Id, "KILL");

        Assert.Equal(1, await demo.EndAsync());
        Assert.False(CommandProcess.AnyRuns(children), string.Join(Environment.NewLine, children));
        Assert.Contains("warehouse ended by itself.", demo.Lines);
        Assert.True(Directory.Exists(DemoProcess.Folder(demo))); // Its logs may tell why.
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    [Fact]
    public async Task The_hub_that_dies_is_named_too()
    {
        using var demo = Demo();
        var children = await FeedingAsync(demo);

        CommandProcess.Signal(children.Single(c => c.Command.Contains("OrderBridge.Server", StringComparison.Ordinal)).Id, "KILL");

        Assert.Equal(1, await demo.EndAsync());
        Assert.False(CommandProcess.AnyRuns(children), string.Join(Environment.NewLine, children));
        Assert.Contains("hub ended by itself.", demo.Lines);
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    [Fact]
    public async Task A_second_signal_later_ends_it_at_once()
    {
        using var demo = Demo();
        var children = await FeedingAsync(demo);
        CommandProcess.Signal(children.Single(c => c.Command.Contains("ReferenceWms", StringComparison.Ordinal)).Id, "STOP"); // It would be waited for for 20 s.

        await Eventually.BecomesAsync(
            "the demo ends",
            () =>
            {
                CommandProcess.Signal(demo.Id, "INT");
                return Task.FromResult(demo.HasEnded);
            },
            TimeSpan.FromSeconds(15));

        Assert.DoesNotContain("Stopped.", demo.Lines);
        await Eventually.BecomesAsync("nothing stays behind", () => Task.FromResult(!CommandProcess.AnyRuns(children)));
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_check_is_no_exception(bool reachesTheCheckFirst)
    {
        var figures = Path.Combine(Path.GetTempPath(), $"orderbridge-{Guid.NewGuid():N}.json");
        using var demo = DemoProcess.Start("--limit", "20", "--speed", "0", "--json", figures);
        var check = await CheckingAsync(demo);

        if (reachesTheCheckFirst)
        {
            CommandProcess.Signal(check, "INT");
        }

        CommandProcess.Signal(demo.Id, "INT");

        Assert.Equal(130, await demo.EndAsync());
        Assert.Contains("Stopped.", demo.Lines);
        Assert.DoesNotContain(demo.Lines, l => l.Contains("PROOF", StringComparison.Ordinal));
        Assert.False(File.Exists(figures));
        Assert.False(Directory.Exists(DemoProcess.Folder(demo)));
    }

    [Fact]
    public async Task A_last_check_that_dies_has_neither_proved_nor_failed()
    {
        using var demo = DemoProcess.Start("--limit", "20", "--speed", "0");

        CommandProcess.Signal(await CheckingAsync(demo), "KILL");

        Assert.Equal(1, await demo.EndAsync());
        Assert.Contains(demo.Lines, l => l.Contains("The check did not run: prove ended with code 137.", StringComparison.Ordinal));
        Assert.Contains(demo.Lines, l => l.StartsWith("PROOF NOT FINISHED", StringComparison.Ordinal));
        Directory.Delete(DemoProcess.Folder(demo), recursive: true);
    }

    /// <summary>Waits until a new process checks what was stopped.</summary>
    private static async Task<int> CheckingAsync(CommandProcess demo)
    {
        var check = 0;
        await Eventually.BecomesAsync("the store is checked again", () =>
        {
            Assert.False(demo.HasEnded, string.Join(Environment.NewLine, demo.Lines));
            check = demo.Children().FirstOrDefault(c => c.Command.Contains("OrderBridge.Server.dll prove ", StringComparison.Ordinal)).Id;
            return Task.FromResult(check > 0);
        });
        return check;
    }

    private static CommandProcess Demo() => DemoProcess.Start("--limit", "900");

    /// <summary>Waits until orders are on their way.</summary>
    private static async Task<IReadOnlyList<(int Id, string Command)>> FeedingAsync(CommandProcess demo)
    {
        await DemoProcess.FeedsAsync(demo);

        // Beside them a look at what the adapter has set aside may come and go, and be no program yet or no longer.
        var children = demo.Children().Where(c => Programs.Any(p => c.Command.Contains(p, StringComparison.Ordinal)) && !c.Command.Contains(" dead ", StringComparison.Ordinal)).ToList();
        Assert.Equal(Programs.Length, children.Count);
        return children;
    }
}
