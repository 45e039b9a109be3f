namespace OrderBridge.Cli.RunningProcesses;

/// <summary>The programs of a demo: the hub, a channel adapter, a warehouse, a carrier adapter and a carrier. Each is a process of its own, as in earnest.</summary>
internal sealed class DemoProcesses(RepositoryLayout layout, RunDirectory run, RunKeys keys, TimeProvider timeProvider) : IAsyncDisposable
{
    public const string WarehouseId = "WH-1";

    /// <summary>Times faster than life: eight hours are a second, so that usual journeys take two to nine seconds.</summary>
    private const string CarrierSpeed = "28800";

    private static readonly string[] LargeWarehouse = ["--steps", "accepted,packed,shipped", "--parcel-pieces", "500"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<ChildProcess> _children = [];
    private bool _stopping;

    public string HubUrl { get; private set; } = string.Empty;

    public string ShopifyUrl { get; private set; } = string.Empty;

    public string CarrierUrl { get; private set; } = string.Empty;

    /// <summary>Secret between the shop and the adapter.</summary>
    public string ShopifySecret { get; } = RunKeys.RandomText();

    public string DataDirectory => run.At("hub");

    public string KeysFile => run.At("hub-keys.json");

    public ChildProcess Hub => _children[0];

    public IReadOnlyList<ChildProcess> Children => _children;

    private string HubAssembly => layout.Program("src/OrderBridge.Server", "OrderBridge.Server");

    /// <param name="isLarge">True has warehouse and carrier report what matters only: on two cores their reports would be most of the load.</param>
    /// <exception cref="ChildFailedException">A program did not start; the message has the end of its log.</exception>
    public async Task StartAsync(bool isLarge, CancellationToken cancellationToken)
    {
        keys.WriteHashes(KeysFile);
        HubUrl = await StartAsync("hub", HubAssembly, ["serve", "--data", DataDirectory, "--listen", "http://127.0.0.1:0", "--keys", KeysFile], null, cancellationToken);
        await Task.WhenAll(StartChannelAsync(cancellationToken), StartWarehouseAsync(isLarge, cancellationToken), StartCarrierAsync(isLarge, cancellationToken));
    }

    /// <summary>Completes when a program ends by itself, with a sentence about it.</summary>
    public async Task<string> WhenOneEndsAsync(CancellationToken cancellationToken)
    {
        var ends = _children.ToDictionary(c => (Task)c.WaitForExitAsync(cancellationToken), c => c);
        var ended = await Task.WhenAny(ends.Keys);
        await ended;
        return _stopping ? string.Empty : $"{ends[ended].Name} ended by itself.{Environment.NewLine}{ends[ended].Tail(20)}";
    }

    /// <summary>Checks the stopped hub's store from the outside.</summary>
    /// <returns>True when its own offline proof finds nothing.</returns>
    public async Task<bool> ProveOfflineAsync(CancellationToken cancellationToken)
    {
        await using var proof = ChildProcess.Start("prove", HubAssembly, ["prove", "--data", DataDirectory], new Dictionary<string, string>(), run.Logs, timeProvider);
        var code = await proof.WaitForExitAsync(cancellationToken);
        return code == 0;
    }

    /// <summary>Ends everything: who sends first, the hub last.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        await Task.WhenAll(_children.Skip(1).Select(c => c.StopAsync()));
        if (_children.Count > 0)
        {
            await Hub.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var child in _children)
        {
            await child.DisposeAsync();
        }
    }

    private async Task StartChannelAsync(CancellationToken cancellationToken) => ShopifyUrl = await StartAsync(
        "shopify", layout.Program("adapters/channels/shopify", "OrderBridge.Adapters.Shopify"),
        ["--hub", HubUrl, "--listen", "http://127.0.0.1:0", "--data", run.At("shopify")],
        RunKeys.Shopify, cancellationToken, ("ORDERBRIDGE_SECRET", ShopifySecret));

    private async Task StartWarehouseAsync(bool isLarge, CancellationToken cancellationToken) => await StartAsync(
        "warehouse", layout.Program("adapters/wms/reference", "OrderBridge.ReferenceWms"),
        [
            "--hub", HubUrl, "--data", run.At("warehouse"), "--warehouses", WarehouseId, "--step-time", "150ms", "--parallel", "64",
            "--carriers", "jd,sf,zto", "--stats", run.At("warehouse.json"), .. isLarge ? LargeWarehouse : [],
        ],
        RunKeys.Warehouse, cancellationToken);

    private async Task StartCarrierAsync(bool isLarge, CancellationToken cancellationToken)
    {
        var salt = RunKeys.RandomText()[..16];
        CarrierUrl = await StartAsync(
            "kuaidi100", layout.Program("adapters/carriers/kuaidi100", "OrderBridge.Adapters.Kuaidi100"),
            ["--hub", HubUrl, "--listen", "http://127.0.0.1:0", "--data", run.At("kuaidi100")],
            RunKeys.Carrier, cancellationToken, ("ORDERBRIDGE_SALT", salt));
        await StartAsync(
            "carrier", layout.Program("adapters/carriers/kuaidi100-simulator", "OrderBridge.Kuaidi100Simulator"),
            ["--hub", HubUrl, "--push-url", new Uri(new Uri(CarrierUrl), "/push").ToString(), "--speed", CarrierSpeed, "--concurrency", "32", "--push-every", isLarge ? "24" : "0"],
            RunKeys.Carrier, cancellationToken, ("ORDERBRIDGE_SALT", salt));
    }

    private async Task<string> StartAsync(
        string name, string assembly, IEnumerable<string> arguments, string? key, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(e => e.Name, e => e.Value);
        if (key is not null)
        {
            variables["ORDERBRIDGE_KEY"] = keys[key];
        }

        var child = ChildProcess.Start(name, assembly, arguments, variables, run.Logs, timeProvider);
        lock (_children)
        {
            _children.Add(child);
        }

        return await child.WaitUntilReadyAsync(Patience, cancellationToken);
    }
}
