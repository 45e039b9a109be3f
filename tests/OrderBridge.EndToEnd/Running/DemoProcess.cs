namespace OrderBridge.EndToEnd.Running;

/// <summary>The demo as its own process, as a newcomer starts it.</summary>
internal static class DemoProcess
{
    /// <summary>Collection of the tests that start demos: six programs and servers each are enough for two cores.</summary>
    public const string OneAtATime = "demos";

    private const string Announced = "data and logs in ";

    private static string Assembly => Repository.At("src", "OrderBridge.Cli", "bin", Repository.Configuration, "net10.0", "OrderBridge.Cli.dll");

    public static CommandProcess Start(params string[] arguments) => CommandProcess.Start(Assembly, ["demo", .. arguments]);

    public static Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(params string[] arguments) => CommandProcess.RunAsync(Assembly, ["demo", .. arguments]);

    /// <summary>Waits until orders are on their way; fails with what it said when it ends before.</summary>
    public static Task FeedsAsync(CommandProcess demo) => Eventually.BecomesAsync("the demo feeds orders", () =>
    {
        Assert.False(demo.HasEnded, string.Join(Environment.NewLine, demo.Lines));
        return Task.FromResult(demo.Lines.Any(l => l.Contains("invoices | accepted", StringComparison.Ordinal)));
    });

    /// <summary>Its folder.</summary>
    public static string Folder(CommandProcess demo) => demo.Lines.Single(l => l.Contains(Announced, StringComparison.Ordinal)).Split(Announced)[1];
}
