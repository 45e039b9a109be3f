using OrderBridge.Stock.Counting;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

public sealed class StockExplainerTests
{
    private static readonly StockKey Tea = new("wh", "tea");

    [Fact]
    public async Task Explain_ShowsTheChainInPages()
    {
        var desk = await StockDesk.OpenAsync(pieces: [(Tea, 10)]);
        await desk.ReserveAsync("r1", Tea, 4);
        await desk.Commands.ReleaseReservationAsync("r1", null, "CANCELLED", desk.Call(), default);

        var first = await desk.Explainer.ExplainAsync(Tea, 0, 2, default);
        var rest = await desk.Explainer.ExplainAsync(Tea, first!.NextPosition!.Value, 2, default);

        Assert.Equal([MovementKind.Receipt, MovementKind.Reserve], first.Movements.Select(m => m.Movement.Kind));
        Assert.Equal([MovementKind.Release], rest!.Movements.Select(m => m.Movement.Kind));
        Assert.Null(rest.NextPosition);
        Assert.Equal(first.Level, first.Ledger.Level);
    }

    [Fact]
    public async Task Explain_AKeyThatWasNeverBooked_IsNothing() =>
        Assert.Null(await new StockDesk().Explainer.ExplainAsync(Tea, 0, 10, default));
}
