using System.Diagnostics;
using System.Globalization;

namespace OrderBridge.Testing.Servers;

/// <summary>
/// A real Kafka on free ports of loopback, in a folder of its own; ended and deleted with the test. ORDERBRIDGE_KAFKA_HOME names the folder of
/// the script <c>kafka</c>; else it is looked for in <c>shared/kafka</c> beside the repository.
/// </summary>
public sealed class KafkaServer : IAsyncDisposable
{
    private const int Tries = 3;
    private const int ControllerDistance = 1001;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

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
        try
        {
            await server.StartOnFreePortsAsync(settings);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>All brokers again, on the data that is there.</summary>
    public Task StartAgainAsync() => StartedAsync(Enumerable.Range(1, _brokers), "start",
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
    public Task RestartAsync(int node) => StartedAsync([node], "restart", "--node", node.ToString(CultureInfo.InvariantCulture));

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

    private async Task StartOnFreePortsAsync(Func<int, string[]>? settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            // A first port whose neighbours, and the controllers' ports, are free too.
            _port = FreePorts.NextWith([.. Enumerable.Range(0, _brokers), .. Enumerable.Range(ControllerDistance, _brokers)]);
            _settings = settings?.Invoke(_port) ?? [];
            try
            {
                await StartAgainAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < Tries)
            {
                await RunAsync("clean"); // Another process took a port between the look and the start.
            }
        }
    }

    /// <summary>The script waits a minute for a broker; on a busy machine it needs more, and goes on starting.</summary>
    private async Task StartedAsync(IEnumerable<int> nodes, string command, params string[] arguments)
    {
        var before = nodes.ToDictionary(node => node, node => ReadLog(node).Length);
        try
        {
            await RunAsync(command, arguments);
        }
        catch (InvalidOperationException e) when (e.Message.Contains("was not ready within", StringComparison.Ordinal))
        {
            foreach (var (node, length) in before)
            {
                await ServesAsync(node, length);
            }
        }
    }

    private async Task ServesAsync(int node, int after)
    {
        using var broker = Process.GetProcessById(await ProcessIdAsync(node));
        for (var since = Stopwatch.GetTimestamp(); !ReadLog(node)[after..].Contains("Kafka Server started", StringComparison.Ordinal); await Task.Delay(Look))
        {
            if (broker.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"Broker {node} does not start: {ReadLog(node)[after..]}");
            }
        }
    }

    private string ReadLog(int node)
    {
        var log = Path.Combine(_directory.FullName, "data", node.ToString(CultureInfo.InvariantCulture), "log");
        return File.Exists(log) ? File.ReadAllText(log) : string.Empty;
    }

    /// <summary>The brokers outlive the script, so its output goes to a file: a pipe would stay open with them.</summary>
    private async Task RunAsync(string command, params string[] arguments)
    {
        var log = Path.Combine(_directory.FullName, "script.log");
        var data = Path.Combine(_directory.FullName, "data");
        const string Line = "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null";
        var start = new ProcessStartInfo("bash", ["-c", Line, "kafka", log, Script!, command, "--dir", data, .. arguments]);
        start.Environment["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1"; // A broker of a test lives too short for the second compiler.
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(); // The script alone: what it started is ended by its own name for it.
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka {command} ended with {process.ExitCode}: {await File.ReadAllTextAsync(log)}");
        }
    }
}
