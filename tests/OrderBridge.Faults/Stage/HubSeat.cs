using Grpc.Net.Client;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Stage;

/// <summary>The place of a hub: its callers and its servers reach it and are reached over wires that break. The process comes and goes, the address stays.</summary>
internal sealed class HubSeat : IAsyncDisposable
{
    private readonly string _data = HubProcess.NewDirectory();
    private readonly Func<HubSeat, string[]> _arguments;
    private readonly List<string> _outputs = [];
    private HubProcess? _process;

    /// <param name="arguments">Of the hub, given its wires.</param>
    public HubSeat(string name, Func<HubSeat, string[]> arguments)
    {
        (Name, _arguments) = (name, arguments);
        Channel = HubProcess.ChannelTo($"http://{Front.Address}");
    }

    public string Name { get; }

    /// <summary>From callers to the hub.</summary>
    public FaultyWire Front { get; } = new();

    public FaultyWire ToPostgres { get; } = new();

    public FaultyWire ToRedis { get; } = new();

    public FaultyWire ToKafka { get; } = new();

    public IReadOnlyList<(string Name, FaultyWire Wire)> Wires =>
        [("its callers", Front), ("PostgreSQL", ToPostgres), ("Redis", ToRedis), ("Kafka", ToKafka)];

    /// <summary>Over <see cref="Front"/>; the same for all processes that take the seat.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Everything that the processes in this seat have printed.</summary>
    public string Output => string.Concat(_outputs) + _process?.Output;

    public async Task StartAsync()
    {
        _process = await HubProcess.StartAsync(_data, _arguments(this));
        Front.LeadsTo = new Uri(_process.Address).Port;
    }

    /// <summary>As kill -9.</summary>
    public async Task KillAsync()
    {
        var process = _process!;
        await process.KillAsync();
        _outputs.Add(process.Output);
        _process = null;
        await process.DisposeAsync();
    }

    /// <summary>As a machine that hangs, or a collector of garbage that takes its time.</summary>
    public void Freeze() => RunningServer.Signal(_process!.ProcessId, "-STOP");

    public void Thaw() => RunningServer.Signal(_process!.ProcessId, "-CONT");

    /// <summary>Whatever was done to it: it runs.</summary>
    public Task MendAsync()
    {
        if (_process is null)
        {
            return StartAsync();
        }

        Thaw();
        return Task.CompletedTask;
    }

    /// <summary>Whether a lease's holder, as the database names it, is the process in this seat.</summary>
    public bool Is(string holder) => _process is { } process && holder.Contains($"-{process.ProcessId}-", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }

        foreach (var (_, wire) in Wires)
        {
            wire.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }
}
