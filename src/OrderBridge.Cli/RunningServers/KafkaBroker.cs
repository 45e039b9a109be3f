using System.Diagnostics;
using System.Globalization;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.RunningServers;

/// <summary>A broker on loopback, started and stopped by the script of <see cref="KafkaHome"/>; it is no child of this program.</summary>
internal sealed class KafkaBroker : IRunningProgram
{
    private const int Tries = 3;

    /// <summary>The script gives the controller the port that is so much higher.</summary>
    private const int ControllerDistance = 1001;

    private readonly string _script;
    private readonly string _folder;
    private readonly Launcher _launcher;
    private Process? _process;
    private bool _stopped;

    private KafkaBroker(string script, string folder, Launcher launcher) => (_script, _folder, _launcher) = (script, folder, launcher);

    public string Name => "kafka";

    /// <summary>The broker, as clients want it.</summary>
    public string Bootstrap { get; private set; } = string.Empty;

    /// <summary>Where the script keeps the broker's process id.</summary>
    public static string IdFileIn(string folder) => Path.Combine(folder, "1", "pid");

    /// <exception cref="ChildFailedException">It does not start; nothing of it is left running.</exception>
    public static async Task<KafkaBroker> StartAsync(string script, string folder, Launcher launcher)
    {
        var broker = new KafkaBroker(script, folder, launcher);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await broker.StartOnAsync(FreePort.FindWith(ControllerDistance));
                return broker;
            }
            catch (ChildFailedException) when (attempt < Tries)
            {
                await broker.RunAsync("clean"); // Another program took a port between the look and the start.
            }
            catch (ChildFailedException)
            {
                await broker.RunAsync("stop");
                throw;
            }
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process!.WaitForExitAsync(cancellationToken);

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            try
            {
                await RunAsync("stop");
            }
            catch (ChildFailedException)
            {
                _process!.Kill(); // Its data ends with the run.
            }
        }
    }

    public string Tail(int lines)
    {
        var log = Path.Combine(_folder, "1", "log");
        var all = File.Exists(log) ? File.ReadAllLines(log) : [];
        return string.Join(Environment.NewLine, all.TakeLast(lines).Prepend($"The last lines of {log}:"));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
    }

    private async Task StartOnAsync(int port)
    {
        await RunAsync("start", "--port", port.ToString(CultureInfo.InvariantCulture), "--set", "log.segment.bytes=16777216");
        Bootstrap = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var id = await File.ReadAllTextAsync(IdFileIn(_folder));
        try
        {
            _process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        }
        catch (ArgumentException e)
        {
            throw new ChildFailedException($"kafka ended as soon as it was ready.{Environment.NewLine}{Tail(15)}", e);
        }
    }

    /// <summary>The script waits for what it does, and is not interrupted: half a start would leave a broker that nobody knows.</summary>
    private Task RunAsync(string command, params string[] arguments) =>
        _launcher.RunAsync(ProgramStart.OfSystem(Name, _script, [command, "--dir", _folder, .. arguments]));
}
