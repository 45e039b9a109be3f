using OrderBridge.Flows.Holding;
using OrderBridge.Flows.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Standard;
using OrderBridge.Server.Telemetry;
using OrderBridge.Stock.Ledger;

namespace OrderBridge.Server.Hosting;

/// <summary>What must be done before the first call: the ledger filled from the counters, the warehouses known. Health says serving after it.</summary>
public sealed class HubStart(
    LedgerKeeper keeper, WarehouseDirectory warehouses, HealthState health, HubMetrics metrics, CallGate gate, FlowRunner flows, IJournal journal,
    IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(gate, flows, journal);
        await keeper.RebuildAsync(cancellationToken).ConfigureAwait(false);
        await warehouses.LoadAsync(cancellationToken).ConfigureAwait(false);
        lifetime.ApplicationStopping.Register(() => health.Set(serving: false));
        health.Set(serving: true);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
