using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Explaining;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Proving;
using OrderBridge.Stock.Reserving;
using OrderBridge.Stock.Watching;

namespace OrderBridge.Stock;

/// <summary>Wires the module. The host brings the journal, <see cref="IStockLevels"/>, a clock and, when it wants another, its own <see cref="IStockLedger"/>.</summary>
public static class StockModule
{
    public static IServiceCollection AddStock(this IServiceCollection services)
    {
        services.AddOptions<StockOptions>();
        services.TryAddSingleton<UnitOfWork>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStockLedger, MemoryStockLedger>();
        services.AddSingleton<LedgerDoubts>();
        services.AddSingleton<LedgerReads>();
        services.AddSingleton<LedgerDriftReports>();
        services.AddSingleton<StockChangeFeed>();
        services.AddSingleton<LedgerGate>();
        services.AddSingleton<StockAdjustments>();
        services.AddSingleton<StockReservations>();
        services.AddSingleton<StockCommands>();
        services.AddSingleton<StockExplainer>();
        services.AddSingleton<StockProver>();
        services.AddSingleton<StockProofRound>();
        services.AddSingleton<LedgerKeeper>();
        services.AddHostedService<LedgerKeeperWorker>();
        services.AddHostedService<StockProofWorker>();
        return services;
    }
}
