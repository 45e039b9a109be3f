using OrderBridge.Cli.Commands;

namespace OrderBridge.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Read_AllForms_AreUnderstood()
    {
        var options = RunOptions.Read(CommandLine.Parse(["--orders", "a.csv", "--limit=300", "--keep", "--speed", "2.5", "--opening-stock", "80"], RunOptions.Names, ["keep"]));

        Assert.Equal(("a.csv", 300, true, 2.5, 80), (options.OrdersFile, options.Limit, options.Keep, options.Speed, options.OpeningStockPercent));
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("file.csv")]
    [InlineData("--orders")]
    [InlineData("--limit", "many")]
    [InlineData("--limit", "1.5")]
    [InlineData("--limit", "1,5")]
    [InlineData("--limit", "1,000")]
    [InlineData("--limit", "2.0")]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "-3")]
    [InlineData("--limit", "99999999999")]
    [InlineData("--limit", "")]
    [InlineData("--orders", "--keep")]
    [InlineData("--speed", "NaN")]
    [InlineData("--speed", "0,5")]
    [InlineData("--settle", "1,000")]
    [InlineData("--opening-stock", "1,00")]
    [InlineData("--speed", "fast")]
    [InlineData("--opening-stock", "-1")]
    [InlineData("--speed", "-1")]
    public void Read_WhatCannotBe_SaysSo(params string[] arguments) =>
        Assert.Throws<UsageException>(() => RunOptions.Read(CommandLine.Parse(arguments, RunOptions.Names, ["keep"])));

    [Fact]
    public void Read_OpeningStock_IsAllThatAFileAsksForAndLessOfMadeUpOrders()
    {
        Assert.Equal(99, RunOptions.Read(CommandLine.Parse([], RunOptions.Names, [])).OpeningStockPercent);
        Assert.Equal(100, RunOptions.Read(CommandLine.Parse(["--orders", "a.csv"], RunOptions.Names, [])).OpeningStockPercent);
        Assert.Equal(95, RunOptions.Read(CommandLine.Parse(["--orders", "a.csv", "--opening-stock", "95"], RunOptions.Names, [])).OpeningStockPercent);
    }

    [Theory]
    [InlineData(1, 8465, 40)]
    [InlineData(2, 8465, 20)]
    [InlineData(1, 300, 6)]
    [InlineData(0, 8465, 0)]
    [InlineData(1e-300, 8465, 2_592_000)] // More than a timer can wait.
    public void Pace_FollowsSpeedAndSize(double speed, int invoices, double seconds) =>
        Assert.Equal(seconds, (RunOptions.Read(CommandLine.Parse([], RunOptions.Names, [])) with { Speed = speed }).Pace(invoices).TotalSeconds);

    [Fact]
    public void Read_Servers_AreOneHubsOwnUnlessNamed()
    {
        var plain = Servers();
        var given = Servers("--redis", "r:1", "--kafka=k:2", "--postgres", "Host=p");
        var cluster = Servers("--cluster", "--redis", "r:1");

        Assert.Equal((false, 1, "sqlite", "memory", "stream"), (plain.IsCluster, plain.Given.Hubs, plain.Given.Storage, plain.Given.Ledger, plain.Given.TasksBy));
        Assert.Equal((1, "postgres", "redis", "kafka"), (given.Given.Hubs, given.Given.Storage, given.Given.Ledger, given.Given.TasksBy));
        Assert.Equal((true, 2, "r:1", null), (cluster.IsCluster, cluster.Given.Hubs, cluster.Given.Redis, cluster.Given.Kafka));

        static ServerOptions Servers(params string[] arguments) => ServerOptions.Read(CommandLine.Parse(arguments, ServerOptions.Names, [ServerOptions.Cluster]));
    }
}
