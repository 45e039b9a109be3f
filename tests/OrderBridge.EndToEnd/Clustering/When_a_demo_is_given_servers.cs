using System.Globalization;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Testing.Servers;

namespace OrderBridge.EndToEnd.Clustering;

/// <summary>Servers that somebody names are not the demo's own: it looks before it touches, and tidies up after itself.</summary>
[Collection(DemoProcess.OneAtATime)]
public sealed class When_a_demo_is_given_servers
{
    [Theory]
    [InlineData("--redis", "127.0.0.1:1")]
    [InlineData("--kafka", "127.0.0.1:1")]
    [InlineData("--postgres", "Host=127.0.0.1;Port=1;Username=nobody")]
    [InlineData("--postgres", "Nonsense=1")]
    public async Task One_that_is_not_there_is_a_line_with_the_options_name(string option, string value)
    {
        var (code, lines) = await DemoProcess.RunAsync(option, value);

        Assert.Equal(2, code);
        Assert.StartsWith(option, Assert.Single(lines), StringComparison.Ordinal);
    }

    [RequiresServersFact]
    public async Task Redis_is_left_empty_and_the_database_keeps_a_store_that_the_next_demo_refuses()
    {
        using var postgres = PostgresServer.Start("fsync=off");
        using var redis = await RedisServer.StartAsync();
        string[] servers = ["--postgres", postgres.ConnectionString("postgres"), "--redis", redis.Address];

        var (code, lines) = await DemoProcess.RunAsync(["--limit", "60", .. servers]);
        var (again, refusal) = await DemoProcess.RunAsync(["--limit", "60", .. servers]);

        Assert.True(code == 0, string.Join(Environment.NewLine, lines));
        Assert.Contains(lines, l => l.Contains("One hub: orders in PostgreSQL, stock ledger in Redis", StringComparison.Ordinal));
        Assert.Equal(0, int.Parse(await redis.CommandAsync("DBSIZE"), CultureInfo.InvariantCulture));
        Assert.Equal(2, again);
        Assert.Contains("--postgres names a database that holds a store already", Assert.Single(refusal), StringComparison.Ordinal);
    }
}
