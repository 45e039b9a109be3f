using System.Globalization;
using OrderBridge.Cli.RunningServers;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>
/// The programs of a demo: the hub, or several over the same servers, a channel adapter, a warehouse, a carrier adapter and a carrier. Each is a process of its own, as in
/// earnest. Of several hubs each has callers of its own, so that what one takes the other goes on with.
/// </summary>
/// <param name="servers">Servers that this program started: the end of one ends the demo, as that of a program does.</param>
internal sealed class DemoProcesses(
    RepositoryLayout layout, RunDirectory run, Launcher launcher, RunKeys keys, Topology topology, IReadOnlyList<IRunningProgram> servers) : IAsyncDisposable
{
    public const string WarehouseId = "WH-1";

    /// <summary>Times faster than life: eight hours are a second, so that usual journeys take two to nine seconds.</summary>
    private const string CarrierSpeed = "28800";

    private static readonly string[] LargeWarehouse = ["--steps", "accepted,packed,shipped", "--parcel-pieces", "500"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120); // Usually three; more where every core is busy.
    private readonly List<ChildProcess> _hubs = [];
    private readonly List<ChildProcess> _others = [];
    private readonly Lock _gate = new();
    private bool _stopping;
    private Task _asking = Task.CompletedTask;

    /// <summary>Addresses of the hubs, one or more.</summary>
    public IReadOnlyList<string> HubUrls { get; private set; } = [];

    /// <summary>For the channel adapter and the carrier adapter.</summary>
    public string FirstHub => HubUrls[0];

    /// <summary>For the warehouse, the carrier and the stream of orders.</summary>
    public string LastHub => HubUrls[^1];

    public string ShopifyUrl { get; private set; } = string.Empty;

    public string CarrierUrl { get; private set; } = string.Empty;

    /// <summary>Secret between the shop and the adapter.</summary>
    public string ShopifySecret { get; } = RunKeys.RandomText();

    public string KeysFile => run.At("hub-keys.json");

    public IReadOnlyList<int> HubIds => [.. _hubs.Select(h => h.Id)];

    private string HubAssembly => layout.Program("src/OrderBridge.Server", "OrderBridge.Server");

    private string ShopifyAssembly => layout.Program("adapters/channels/shopify", "OrderBridge.Adapters.Shopify");

    /// <param name="isLarge">True has warehouse and carrier report what matters only: on two cores their reports would be most of the load.</param>
    /// <exception cref="ChildFailedException">A program did not start; the message has the end of its log.</exception>
    public async Task StartAsync(bool isLarge, CancellationToken cancellationToken)
    {
        keys.WriteHashes(KeysFile);
        for (var number = 1; number <= topology.Hubs; number++)
        {
            HubUrls = [.. HubUrls, await StartHubAsync(HubName(number), cancellationToken)]; // One after the other: the first makes the tables.
        }

        await Task.WhenAll(StartChannelAsync(cancellationToken), StartWarehouseAsync(isLarge, cancellationToken), StartCarrierAsync(isLarge, cancellationToken));
    }

    /// <summary>Completes when a program or server ends by itself, with a sentence about it.</summary>
    public async Task<string> WhenOneEndsAsync(CancellationToken cancellationToken)
    {
        var ended = await await Task.WhenAny(_hubs.Concat(_others).Concat(servers).Select(p => EndAsync(p, cancellationToken)));
        return _stopping ? string.Empty : $"{ended.Name} ended by itself.{Environment.NewLine}{ended.Tail(20)}";
    }

    /// <summary>Checks the stopped hubs' store from the outside.</summary>
    public Task<OfflineProof> ProveOfflineAsync(CancellationToken cancellationToken) => OfflineProof.RunAsync(
        launcher, ProgramStart.OfAssembly("prove", HubAssembly, ["prove", "--data", run.At(HubName(1))]) with { Environment = HubEnvironment }, cancellationToken);

    /// <summary>Asks the channel adapter, which goes on meanwhile, what it has set aside.</summary>
    /// <returns>Its lines; none when it could not say, or everything ends.</returns>
    public Task<IReadOnlyList<string>> ReadDeadLettersAsync()
    {
        lock (_gate)
        {
            var asking = _stopping ? Task.FromResult<IReadOnlyList<string>>([]) : AskForDeadLettersAsync();
            _asking = asking;
            return asking;
        }
    }

    private async Task<IReadOnlyList<string>> AskForDeadLettersAsync()
    {
        var ask = ProgramStart.OfAssembly("dead-letters", ShopifyAssembly, ["dead", "--data", run.At("shopify")]);
        try
        {
            return await launcher.ReadAsync(ask);
        }
        catch (ChildFailedException)
        {
            return [];
        }
    }

    /// <summary>Ends everything: who sends first, the hubs last.</summary>
    public async Task StopAsync()
    {
        Task asking;
        lock (_gate)
        {
            _stopping = true;
            asking = _asking;
        }

        await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It writes into the run's folder, which may go next.
        await Task.WhenAll(_others.Select(c => c.StopAsync()));
        await Task.WhenAll(_hubs.Select(c => c.StopAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var child in _hubs.Concat(_others))
        {
            await child.DisposeAsync();
        }
    }

    private static async Task<IRunningProgram> EndAsync(IRunningProgram program, CancellationToken cancellationToken)
    {
        await program.WaitForExitAsync(cancellationToken);
        return program;
    }

    private string HubName(int number) => topology.Hubs == 1 ? "hub" : string.Create(CultureInfo.InvariantCulture, $"hub-{number}");

    private Dictionary<string, string> HubEnvironment
    {
        get
        {
            var environment = new Dictionary<string, string>();
            Add("ORDERBRIDGE_POSTGRES", topology.Postgres);
            Add("ORDERBRIDGE_REDIS", topology.Redis);
            return environment;

            void Add(string name, string? value) => _ = value is not null && environment.TryAdd(name, value);
        }
    }

    private async Task<string> StartHubAsync(string name, CancellationToken cancellationToken)
    {
        string[] redis = topology.Redis is null ? [] : ["--Redis:KeyPrefix", topology.RedisPrefix];
        string[] kafka = topology.Kafka is { } brokers ? ["--kafka", brokers] : [];
        string[] arguments = ["serve", "--data", run.At(name), "--listen", "http://127.0.0.1:0", "--keys", KeysFile, "--warmup", "true", .. redis, .. kafka];
        return await StartAsync(_hubs, ProgramStart.OfAssembly(name, HubAssembly, arguments) with { Environment = HubEnvironment }, cancellationToken);
    }

    private async Task StartChannelAsync(CancellationToken cancellationToken) => ShopifyUrl = await StartAsync(
        "shopify", ShopifyAssembly,
        ["--hub", FirstHub, "--listen", "http://127.0.0.1:0", "--data", run.At("shopify")],
        RunKeys.Shopify, cancellationToken, ("ORDERBRIDGE_SECRET", ShopifySecret));

    private async Task StartWarehouseAsync(bool isLarge, CancellationToken cancellationToken) => await StartAsync(
        "warehouse", layout.Program("adapters/wms/reference", "OrderBridge.ReferenceWms"),
        [
            "--hub", LastHub, "--data", run.At("warehouse"), "--warehouses", WarehouseId, "--step-time", "150ms", "--parallel", "64",
            "--carriers", "jd,sf,zto", "--stats", run.At("warehouse.json"), .. isLarge ? LargeWarehouse : [],
            .. topology.Kafka is { } brokers ? ["--kafka", brokers] : Array.Empty<string>(),
        ],
        RunKeys.Warehouse, cancellationToken);

    private async Task StartCarrierAsync(bool isLarge, CancellationToken cancellationToken)
    {
        var salt = RunKeys.RandomText()[..16];
        CarrierUrl = await StartAsync(
            "kuaidi100", layout.Program("adapters/carriers/kuaidi100", "OrderBridge.Adapters.Kuaidi100"),
            ["--hub", FirstHub, "--listen", "http://127.0.0.1:0", "--data", run.At("kuaidi100")],
            RunKeys.Carrier, cancellationToken, ("ORDERBRIDGE_SALT", salt));
        await StartAsync(
            "carrier", layout.Program("adapters/carriers/kuaidi100-simulator", "OrderBridge.Kuaidi100Simulator"),
            ["--hub", LastHub, "--push-url", new Uri(new Uri(CarrierUrl), "/push").ToString(), "--speed", CarrierSpeed, "--concurrency", "32", "--push-every", isLarge ? "24" : "0"],
            RunKeys.Carrier, cancellationToken, ("ORDERBRIDGE_SALT", salt));
    }

    private Task<string> StartAsync(
        string name, string assembly, IEnumerable<string> arguments, string key, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(e => e.Name, e => e.Value);
        variables["ORDERBRIDGE_KEY"] = keys[key];
        return StartAsync(_others, ProgramStart.OfAssembly(name, assembly, arguments) with { Environment = variables }, cancellationToken);
    }

    private async Task<string> StartAsync(List<ChildProcess> among, ProgramStart start, CancellationToken cancellationToken)
    {
        var child = launcher.Start(start);
        lock (among)
        {
            among.Add(child);
        }

        return await child.WaitUntilReadyAsync(Patience, cancellationToken);
    }
}
