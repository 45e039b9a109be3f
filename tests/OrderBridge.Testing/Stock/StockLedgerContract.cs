using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Testing.Stock;

/// <summary>What every <see cref="IStockLedger"/> must do. This part holds the tools; the facts stand in the parts named after what they show.</summary>
public abstract partial class StockLedgerContract
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    protected static readonly DateTimeOffset Later = Noon + TimeSpan.FromMinutes(2);
    protected static readonly StockKey Tea = new("wh-east", "tea");
    protected static readonly StockKey Cup = new("wh-east", "cup");
    protected static readonly StockKey TeaWest = new("wh-west", "tea");

    /// <summary>An empty ledger that was never rebuilt.</summary>
    protected abstract ValueTask<IStockLedger> CreateAsync();

    /// <summary>A ready ledger: 10 tea and 10 cups in the east, 10 tea in the west.</summary>
    protected async ValueTask<IStockLedger> CreateStockedAsync(long pieces = 10)
    {
        var ledger = await CreateAsync();
        await RebuildAsync(ledger, [.. new[] { Tea, Cup, TeaWest }.Select(key => new StockLevel(key, pieces, 0, 0, 0))], [], []);
        return ledger;
    }

    protected static ValueTask RebuildAsync(IStockLedger ledger, StockLevel[] levels, ChannelQuota[] quotas, LedgerHold[] holds)
    {
        return ledger.RebuildAsync(Pages(), default);

        // Three pages, so that an implementation that keeps only the last one fails.
        async IAsyncEnumerable<LedgerPage> Pages()
        {
            yield return new LedgerPage(levels, [], []);
            await Task.Yield();
            yield return new LedgerPage([], quotas, []);
            yield return new LedgerPage([], [], holds);
        }
    }

    protected static ReserveCall Call(string id, params StockLine[] lines) => new(id, "shop", [.. lines], ReserveMode.AllOrNothing, Later, Noon);

    protected static StockLine Of(StockKey key, long quantity) => new(key, quantity);

    protected static ValueTask<ReserveAnswer> ReserveAsync(IStockLedger ledger, string id, params StockLine[] lines) =>
        ledger.ReserveAsync(Call(id, lines), default);

    protected static async ValueTask<StockLevel> LevelAsync(IStockLedger ledger, StockKey key) =>
        (await ledger.AvailabilityAsync([key], default))[0];

    protected static async ValueTask AssertLevelAsync(IStockLedger ledger, StockKey key, long onHand, long reserved)
    {
        var level = await LevelAsync(ledger, key);
        Assert.Equal((onHand, reserved), (level.OnHand, level.Reserved));
    }

    protected static async ValueTask<ChannelQuota> QuotaAsync(IStockLedger ledger, StockKey key) =>
        Assert.Single((await ledger.ExplainAsync(key, 10, default)).Quotas);

    protected static StockMovement Adjusted(StockKey key, long onHand, long safetyStock = 0, long damaged = 0) =>
        new(key, "", MovementKind.Correction, onHand, 0, damaged, safetyStock, "", Guarded: false);
}
