using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>A Redis server on a free port of loopback, with its files in a temporary folder. It can be killed and started again on the same port.</summary>
public sealed class RedisServer : IDisposable
{
    private const int PortTries = 5;
    private static readonly TimeSpan CliPatience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orderbridge-redis-");
    private readonly string[] _settings;
    private RunningServer? _running;

    private RedisServer(string[] settings) => _settings = settings;

    /// <summary>Null when tests with Redis can run, or have to.</summary>
    public static string? ReasonToSkip => ServerPrograms.ReasonToSkip("redis", "redis-server", "redis-cli");

    public int Port { get; private set; }

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <param name="settings">As on redis-server's command line; without any, nothing is written to disk.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(settings);
        for (var attempt = 1; ; attempt++)
        {
            server.Port = FreePort();
            var output = "";
            if (await server.TryStartAsync(text => output = text))
            {
                return server;
            }

            // Another process may have taken the port since it was found free.
            Assert.True(attempt < PortTries, $"redis-server does not start:\n{output}");
        }
    }

    /// <summary>Starts it again where it was, with the files that it left.</summary>
    public async Task RestartAsync()
    {
        var output = "";
        Assert.True(await TryStartAsync(text => output = text), output);
    }

    public async Task KillAsync()
    {
        await _running!.KillAsync();
        _running.Dispose();
        _running = null;
    }

    public void Freeze() => _running!.Freeze();

    public void Thaw() => _running!.Thaw();

    /// <summary>Cuts so many bytes off its append-only file while it is stopped, as a power cut does with writes that never reached the disk.</summary>
    public void LoseTail(int bytes)
    {
        var file = Directory.GetFiles(Path.Combine(_folder.FullName, "appendonlydir"), "*.incr.aof").Single();
        using var stream = new FileStream(file, FileMode.Open);
        stream.SetLength(Math.Max(0, stream.Length - bytes));
    }

    /// <summary>Deletes its append-only files while it is stopped: it starts again with nothing.</summary>
    public void LoseAll() => Directory.Delete(Path.Combine(_folder.FullName, "appendonlydir"), recursive: true);

    /// <summary>Runs a command with redis-cli and returns what it answers.</summary>
    public Task<string> CommandAsync(params string[] command) => CliAsync(["-p", Port.ToString(CultureInfo.InvariantCulture), .. command]);

    /// <summary>Runs redis-cli on loopback.</summary>
    public static async Task<string> CliAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerPrograms.Require("redis-cli"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var cli = Process.Start(start)!;
        var (output, errors) = (cli.StandardOutput.ReadToEndAsync(), cli.StandardError.ReadToEndAsync());
        try
        {
            await cli.WaitForExitAsync().WaitAsync(CliPatience);
        }
        catch (TimeoutException)
        {
            cli.Kill();
            throw;
        }

        return (await output + await errors).Trim();
    }

    public void Dispose()
    {
        _running?.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> TryStartAsync(Action<string> output)
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "no", .. _settings,
        ];
        _running = await RunningServer.StartAsync(ServerPrograms.Require("redis-server"), arguments, _folder.FullName, "Ready to accept connections", output);
        return _running is not null;
    }
}
