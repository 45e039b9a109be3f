using System.Net;
using System.Net.Sockets;
using System.Text;
using OrderBridge.Cli.CheckingServers;

namespace OrderBridge.Cli.Tests.CheckingServers;

public sealed class RedisVisitTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RedisVisitTests() => _listener.Start();

    private string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Check_Pong_IsRedis()
    {
        var served = ServeAsync("+PONG");

        await Visit(Address).CheckAsync(default);

        Assert.Equal("PING", Assert.Single(await served));
    }

    [Fact]
    public async Task Check_WithUserAndPassword_SaysThemFirst()
    {
        var served = ServeAsync("+OK", "+PONG");

        await Visit($"{Address},abortConnect=false,user=demo,password=a=b").CheckAsync(default);

        Assert.Equal(["AUTH demo a=b", "PING"], await served);
    }

    [Fact]
    public async Task Check_PasswordWanted_SaysSo()
    {
        var served = ServeAsync("-NOAUTH Authentication required.");

        var e = await Assert.ThrowsAsync<UsageException>(() => Visit(Address).CheckAsync(default));

        Assert.Equal($"--redis {Address} answers NOAUTH Authentication required.", e.Message);
        await served;
    }

    [Fact]
    public async Task Check_FirstServerAway_AsksTheNext()
    {
        var served = ServeAsync("+PONG");

        await Visit($"127.0.0.1:1,{Address}").CheckAsync(default);

        await served;
    }

    [Fact]
    public async Task Remove_DeletesEachKey()
    {
        var served = ServeAsync(":1", "-MOVED 1 127.0.0.1:2");

        await Visit(Address).RemoveAsync(["a", "b"]);

        Assert.Equal(["DEL a", "DEL b"], await served);
    }

    [Theory]
    [InlineData("password=x")]
    [InlineData("host:port")]
    [InlineData("host:70000")]
    [InlineData(":1")]
    public void Constructor_NoServer_SaysSo(string servers) =>
        Assert.Contains("--redis must be servers", Assert.Throws<UsageException>(() => new RedisVisit(servers, TimeProvider.System)).Message, StringComparison.Ordinal);

    /// <summary>Its seconds are minutes: a server of this very process is silent for as long as the machine is busy with others.</summary>
    private static RedisVisit Visit(string servers) => new(servers, new SlowTime(60));

    /// <summary>One connection, an answer to each command.</summary>
    /// <returns>The commands.</returns>
    private Task<IReadOnlyList<string>> ServeAsync(params string[] answers) => ServeOneAsync(answers).WaitAsync(TimeSpan.FromSeconds(120));

    private async Task<IReadOnlyList<string>> ServeOneAsync(string[] answers)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var commands = new List<string>();
        foreach (var answer in answers)
        {
            var parts = new string[int.Parse((await reader.ReadLineAsync())![1..], System.Globalization.CultureInfo.InvariantCulture)];
            for (var i = 0; i < parts.Length; i++)
            {
                await reader.ReadLineAsync(); // Its length.
                parts[i] = (await reader.ReadLineAsync())!;
            }

            commands.Add(string.Join(' ', parts));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"));
        }

        return commands;
    }
}
