using Microsoft.EntityFrameworkCore;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Schema;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

/// <summary>How lists find their rows: what reads the whole history is fast in every other test, and takes seconds after a year.</summary>
public sealed class SqliteListPlanTests : IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task OrdersThatWait_FindALineByItsWholeKey()
    {
        var plan = await PlanAsync(rows => new OrderReads(rows).AwaitingAsync(["a", "b"], null, 500, default));
        Assert.Contains("orders_by_state (state=?)", plan, StringComparison.Ordinal);
        Assert.Contains("(sku_id=? AND order_time_us=? AND order_id=?)", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FulfilmentOrders_OfAStateOrAnOrder_AreFoundByIt()
    {
        var ofState = await PlanAsync(rows => Fulfilments(rows).ListAsync(new FulfilmentQuery("", "", [FulfilmentState.Exception], 50, ""), default));
        Assert.Contains("fulfilment_orders_by_state (state=?)", ofState, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", ofState, StringComparison.Ordinal);
        Assert.Contains(
            "fulfilment_orders_by_order (order_id=?)",
            await PlanAsync(rows => Fulfilments(rows).ListAsync(new FulfilmentQuery("", "ord_1", [], 50, ""), default)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parcels_OfAStateOrAnOrder_AreFoundByIt()
    {
        var ofState = await PlanAsync(rows => Parcels(rows).ListAsync(new ShipmentQuery("", "", "", [ShipmentState.Lost], false, 50, ""), default));
        Assert.Contains("shipments_by_state (state=?)", ofState, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", ofState, StringComparison.Ordinal);
        var ofOrder = await PlanAsync(rows => Parcels(rows).ListAsync(new ShipmentQuery("ord_1", "", "", [], false, 50, ""), default));
        Assert.DoesNotContain("SCAN", ofOrder, StringComparison.Ordinal);
        Assert.Contains("(order_id=?)", ofOrder, StringComparison.Ordinal);
        Assert.Contains("(shipment_id=?)", ofOrder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parcels_ByState_AreCountedWithoutTheirRows() => Assert.Contains(
        "COVERING INDEX shipments_by_state", await PlanAsync(rows => Parcels(rows).CountByStateAsync(default)), StringComparison.Ordinal);

    private static FulfilmentReads Fulfilments(IRowSource rows) => new(rows, aggregates: null!);

    private static ShipmentReads Parcels(IRowSource rows) => new(rows, aggregates: null!);

    private async Task<string> PlanAsync<T>(Func<IRowSource, ValueTask<T>> list)
    {
        await using var storage = _file.Open(_time);
        var plans = new Plans(storage.CreateContext);
        await list(plans);
        return plans.Text;
    }

    /// <summary>Explains each query instead of running it.</summary>
    private sealed class Plans(Func<StorageContext> open) : IRowSource
    {
        public string Text { get; private set; } = "";

        public async ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken)
        {
            await using var context = open();
            await context.Database.OpenConnectionAsync(cancellationToken);
            await using var command = query(new Sets(context)).CreateDbCommand();
#pragma warning disable CA2100 // The text is EF's own, with parameters.
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Text += reader.GetString(3) + "\n";
            }

            return [];
        }
    }

    private sealed class Sets(StorageContext context) : IRowQuery
    {
        public IQueryable<TRow> Of<TRow>()
            where TRow : class => context.Set<TRow>();
    }
}
