using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>
/// A real Kafka on free ports of loopback, in a folder of its own; ended and deleted with the test. ORDERBRIDGE_KAFKA_HOME names the folder of
/// the script <c>kafka</c>; else it is looked for in <c>shared/kafka</c> beside the repository.
/// </summary>
public sealed class KafkaServer : IAsyncDisposable
{
    private const int Tries = 3;
    private const int ControllerDistance = 1001;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orderbridge-kafka-");
    private readonly int _brokers;
    private int _port;
    private string[] _settings = [];

    private KafkaServer(int brokers) => _brokers = brokers;

    /// <summary>Why there is none to start; empty when there is.</summary>
    public static string Trouble { get; } =
        Script is null ? "Apache Kafka is not there: ORDERBRIDGE_KAFKA_HOME names no folder with a script 'kafka'."
        : ServerPrograms.Find("java") is null ? "Java is not installed; Apache Kafka needs it."
        : string.Empty;

    /// <summary>Brokers as clients want them.</summary>
    public string Bootstrap => string.Join(',', Enumerable.Range(_port, _brokers).Select(p => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{p}")));

    private static string? Script => Places().Select(p => Path.Combine(p, "kafka")).FirstOrDefault(File.Exists);

    /// <param name="settings">More broker properties as <c>name=value</c>, given the first broker's port; they hold from the first start on.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<KafkaServer> StartAsync(int brokers = 1, Func<int, string[]>? settings = null)
    {
        var server = new KafkaServer(brokers);
        for (var attempt = 1; ; attempt++)
        {
            server._port = FreePort(brokers);
            server._settings = settings?.Invoke(server._port) ?? [];
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < Tries)
            {
                await server.RunAsync("clean"); // Another process took a port between the look and the start.
            }
        }
    }

    /// <summary>All brokers again, on the data that is there.</summary>
    public Task StartAgainAsync() => RunAsync("start",
    [
        "--port", _port.ToString(CultureInfo.InvariantCulture), "--brokers", _brokers.ToString(CultureInfo.InvariantCulture),
        "--set", "log.segment.bytes=16777216", "--set", "group.min.session.timeout.ms=1000", .. _settings.SelectMany(s => new[] { "--set", s }),
    ]);

    /// <summary>All brokers, orderly.</summary>
    public Task StopAsync() => RunAsync("stop");

    /// <summary>One broker, as kill -9, and gone. Nodes count from 1.</summary>
    public async Task KillAsync(int node)
    {
        using var broker = Process.GetProcessById(await ProcessIdAsync(node));
        await RunAsync("kill", "--node", node.ToString(CultureInfo.InvariantCulture));
        using var limit = new CancellationTokenSource(Patience);
        await broker.WaitForExitAsync(limit.Token); // A restart would still find it for a moment.
    }

    /// <summary>A killed broker, on its data.</summary>
    public Task RestartAsync(int node) => RunAsync("restart", "--node", node.ToString(CultureInfo.InvariantCulture));

    /// <summary>Halts a broker, as a machine that hangs does.</summary>
    public async Task FreezeAsync(int node) => RunningServer.Signal(await ProcessIdAsync(node), "-STOP");

    public async Task ThawAsync(int node) => RunningServer.Signal(await ProcessIdAsync(node), "-CONT");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("clean");
        if (Directory.Exists(_directory.FullName))
        {
            _directory.Delete(recursive: true);
        }
    }

    private async Task<int> ProcessIdAsync(int node) => int.Parse(
        await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "data", node.ToString(CultureInfo.InvariantCulture), "pid")), CultureInfo.InvariantCulture);

    private static IEnumerable<string> Places()
    {
        if (Environment.GetEnvironmentVariable("ORDERBRIDGE_KAFKA_HOME") is { Length: > 0 } home)
        {
            yield return home;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            yield return Path.Combine(at.FullName, "shared", "kafka");
        }
    }

    /// <summary>A first port whose neighbours, and the controllers' ports, are free too.</summary>
    private static int FreePort(int brokers)
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var needed = Enumerable.Range(port, brokers).Concat(Enumerable.Range(port + ControllerDistance, brokers));
            if (needed.All(IsFree))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        if (port > IPEndPoint.MaxPort)
        {
            return false;
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The brokers outlive the script, so its output goes to a file: a pipe would stay open with them.</summary>
    private async Task RunAsync(string command, params string[] arguments)
    {
        var log = Path.Combine(_directory.FullName, "script.log");
        var data = Path.Combine(_directory.FullName, "data");
        const string Line = "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null";
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", Line, "kafka", log, Script!, command, "--dir", data, .. arguments]))!;
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka {command} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        }
    }
}
