using System.Diagnostics;
using System.Globalization;

namespace OrderBridge.Testing.Servers;

/// <summary>A Redis server on a free port of loopback, with its files in a temporary folder. It can be killed and started again on the same port.</summary>
public sealed class RedisServer : IDisposable
{
    private const int PortTries = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orderbridge-redis-");
    private readonly Func<string[]> _choose;
    private string[] _settings = [];
    private RunningServer? _running;

    private RedisServer(Func<string[]> choose) => _choose = choose;

    /// <summary>Null when tests with Redis can run, or have to.</summary>
    public static string? ReasonToSkip => ServerPrograms.ReasonToSkip("redis", "redis-server", "redis-cli");

    public int Port { get; private set; }

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <param name="settings">As on redis-server's command line; without any, nothing is written to disk.</param>
    public static Task<RedisServer> StartAsync(params string[] settings) => StartAsync(() => settings);

    /// <param name="choose">Settings with ports in them, chosen anew when one of them was taken meanwhile.</param>
    public static async Task<RedisServer> StartAsync(Func<string[]> choose)
    {
        var server = new RedisServer(choose);
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
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
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (cli.StandardOutput.ReadToEndAsync(limit.Token), cli.StandardError.ReadToEndAsync(limit.Token));
            await cli.WaitForExitAsync(limit.Token);
            return (await output + await errors).Trim();
        }
        finally
        {
            if (!cli.HasExited)
            {
                cli.Kill(); // A server that was frozen never answers it.
            }
        }
    }

    public void Dispose()
    {
        _running?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            (Port, _settings) = (FreePorts.Next(), _choose());
            var output = "";
            if (await TryStartAsync(text => output = text))
            {
                return;
            }

            // Another process may have taken the port since it was found free.
            Assert.True(attempt < PortTries, $"redis-server does not start:\n{output}");
        }
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
