using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Explaining;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Proving;
using OrderBridge.Stock.Reserving;
using OrderBridge.Stock.Watching;

namespace OrderBridge.Testing.Stock;

/// <summary>The whole stock module over <see cref="MemoryBooks"/>, wired as a server wires it, with a clock that only the test moves.</summary>
public sealed class StockDesk
{
    private int _requests;

    public StockDesk(Func<IStockLedger, IStockLedger>? wrap = null, Action<StockOptions>? configure = null)
    {
        var settings = new StockOptions();
        configure?.Invoke(settings);
        var options = Options.Create(settings);
        Books = new MemoryBooks(Clock);
        Ledger = wrap is null ? new MemoryStockLedger() : wrap(new MemoryStockLedger());
        Gate = new LedgerGate(Ledger, Books, Doubts, Changes, options, NullLogger<LedgerGate>.Instance);
        Adjustments = new StockAdjustments(Gate, Books, Books);
        Reservations = new StockReservations(Gate, Books, Adjustments, Clock, options);
        Commands = new StockCommands(new UnitOfWork(Books), Reservations, Adjustments, Books, Books, Clock);
        Explainer = new StockExplainer(Books, new LedgerReads(Ledger, Books));
        Prover = new StockProver(Books);
        ProofRound = new StockProofRound(Prover, Books, Books, new UnitOfWork(Books), Clock, options, NullLogger<StockProofRound>.Instance);
        Keeper = new LedgerKeeper(Ledger, Books, Doubts, new LedgerDriftReports(Books, new UnitOfWork(Books), Clock), Clock, options, NullLogger<LedgerKeeper>.Instance);
    }

    public HandClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public MemoryBooks Books { get; }

    public IStockLedger Ledger { get; }

    public LedgerDoubts Doubts { get; } = new();

    public StockChangeFeed Changes { get; } = new();

    public LedgerGate Gate { get; }

    public StockReservations Reservations { get; }

    public StockAdjustments Adjustments { get; }

    public StockCommands Commands { get; }

    public StockExplainer Explainer { get; }

    public StockProver Prover { get; }

    public StockProofRound ProofRound { get; }

    public LedgerKeeper Keeper { get; }

    /// <summary>A desk with these pieces on hand and a ledger that knows them.</summary>
    public static async Task<StockDesk> OpenAsync(
        Func<IStockLedger, IStockLedger>? wrap = null, Action<StockOptions>? configure = null, params (StockKey Key, long Pieces)[] pieces)
    {
        var desk = new StockDesk(wrap, configure);
        await desk.Keeper.RebuildAsync(default);
        foreach (var (key, quantity) in pieces)
        {
            await desk.ReceiveAsync(key, quantity);
        }

        return desk;
    }

    /// <summary>A call with a request id of its own.</summary>
    public StockCall Call() => new("test", $"request-{Interlocked.Increment(ref _requests)}", "body");

    public async Task ReceiveAsync(StockKey key, long quantity) =>
        Expect(await Commands.AdjustStockAsync(new AdjustStock([new(key, quantity)], MovementKind.Receipt, "receipt", ""), Call(), default));

    public ValueTask<Outcome<Reservation>> ReserveAsync(
        string id, StockKey key, long quantity, ReserveMode mode = ReserveMode.AllOrNothing, DateTimeOffset? expireTime = null) =>
        Commands.ReserveStockAsync(new ReserveStock(id, $"order-of-{id}", "shop", [new(key, quantity)], mode, expireTime), Call(), default);

    /// <summary>Runs one step of <see cref="Reservations"/> in a commit of its own.</summary>
    public ValueTask<Outcome<Reservation>> RunAsync(Func<Commit, ValueTask<Outcome<Reservation>>> step) => new UnitOfWork(Books).RunAsync(
        () => new EventContext("test", "", "", Clock.GetUtcNow()), (commit, _) => step(commit), default);

    public async Task<StockLevel> LevelAsync(StockKey key) => await Books.FindAsync(key, default) ?? StockLevel.Empty(key);

    public async Task<StockLevel> LedgerLevelAsync(StockKey key) => (await Ledger.AvailabilityAsync([key], default))[0];

    private static void Expect<T>(Outcome<T> outcome) => Assert.Null(outcome.Refusal);
}
