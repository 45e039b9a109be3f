using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Flows;
using OrderBridge.Flows.Holding;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Stock;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;

namespace OrderBridge.Simulation.Living;

/// <summary>One process of a hub: modules, flows and caches over a disk. Its workers run when the run says so.</summary>
internal sealed class HubProcess
{
    private readonly ServiceProvider _services;
    private readonly Dictionary<Type, object> _known = [];

    private HubProcess(Disk disk, SimulationOptions options, AccidentPlan accidents, Func<ValueTask> between)
    {
        var storage = disk.Open();
        var ledger = new MortalLedger(disk.Ledger(), Life);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(disk.Clock);
        services.AddSingleton<IEventCodec>(disk.Codec);
        services.AddStorage(_ => storage);
        services.Replace(ServiceDescriptor.Singleton<IJournal>(new MortalJournal(storage.Journal, Life, ledger, accidents, options.Sabotage, between)));
        services.AddSingleton(new OrderOptions());
        services.AddSingleton(new FlowOptions { Parallel = 1, BatchSize = options.FlowBatch, AttemptsMax = 2 });
        services.AddSingleton<IStockLedger>(ledger);
        services.AddStock();
        services.AddOrderFlows();
        _services = services.BuildServiceProvider();
    }

    public Life Life { get; } = new();

    public static async ValueTask<HubProcess> StartAsync(Disk disk, SimulationOptions options, AccidentPlan accidents, Func<ValueTask> between)
    {
        var isFirst = disk.IsNew;
        var process = new HubProcess(disk, options, accidents, between);
        if (isFirst || !disk.LedgerSurvives)
        {
            await process.Get<LedgerKeeper>().RebuildAsync(default);
        }

        await process.Get<WarehouseDirectory>().LoadAsync(default);
        return process;
    }

    /// <summary>Asks the container once: a second time it would compile itself, and a process lives too short for that.</summary>
    public T Get<T>()
        where T : notnull => (T)(_known.TryGetValue(typeof(T), out var known) ? known : _known[typeof(T)] = _services.GetRequiredService<T>());
}
