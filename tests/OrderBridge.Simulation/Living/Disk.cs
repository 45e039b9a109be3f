using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Simulation.Living;

/// <summary>What outlives a process: the store, the clock, and the ledger where it is a server of its own.</summary>
internal sealed class Disk(SimulatedClock clock, bool ledgerSurvives)
{
    private readonly MemoryStockLedger? _shared = ledgerSurvives ? new MemoryStockLedger() : null;
    private MemoryStorage? _storage;

    public SimulatedClock Clock => clock;

    public IEventCodec Codec { get; } = new EventCodec();

    public bool IsNew => _storage is null;

    public bool LedgerSurvives => ledgerSurvives;

    /// <summary>The store as a new process finds it: nothing decoded, nothing cached.</summary>
    public MemoryStorage Open() => _storage = _storage?.Reopened() ?? new MemoryStorage(Codec, clock);

    public IStockLedger Ledger() => _shared ?? new MemoryStockLedger();
}
