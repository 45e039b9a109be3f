using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Server.Tests.Wire;

public sealed class StockWireTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ToWire_Level_ShowsWhatIsSellable()
    {
        var wire = new StockLevel(new StockKey("wh-1", "sku-1"), 10, 4, 1, 2).ToWire();
        Assert.Equal((10L, 4L, 1L, 5L, 2L), (wire.OnHand, wire.Reserved, wire.SafetyStock, wire.Sellable, wire.Damaged));
    }

    [Fact]
    public void ToWire_Reservation_ShowsWhatIsHeldAndItsClockWhileItRuns()
    {
        var active = Reservation.Unborn("res_1").Apply(
            new StockReserved("res_1", "ord_1", "shopify", [new StockLine("wh-1", "sku-1", 2)], Noon.AddMinutes(30), [new StockLine("wh-1", "sku-1", 2)]), Noon);
        Assert.Equal(2, Assert.Single(active.ToWire(Noon).Lines).Quantity);
        Assert.Equal(Noon.AddMinutes(30).ToWire(), active.ToWire(Noon).ExpireTime);
        Assert.Null(active.Apply(new ReservationCommitted("res_1"), Noon).ToWire(Noon).ExpireTime);
    }

    [Fact]
    public void ToWire_AllowedActions_AreRpcsAndSayWhyNotAnyMore()
    {
        var active = Reservation.Unborn("res_1").Apply(
            new StockReserved("res_1", "cart_1", "shopify", [new StockLine("wh-1", "sku-1", 2)], Noon.AddMinutes(30), [new StockLine("wh-1", "sku-1", 2)]), Noon);
        var rpcs = OrderBridge.Contracts.Stock.V1.StockService.Descriptor.Methods.Select(m => m.Name).ToList();

        Assert.All(active.ToWire(Noon).AllowedActions, a => Assert.True(a.Allowed && rpcs.Contains(a.Action)));
        Assert.Equal(
            [("ExtendReservation", "RESERVATION_EXPIRED"), ("CommitReservation", "RESERVATION_EXPIRED")],
            active.ToWire(Noon.AddMinutes(30)).AllowedActions.Where(a => !a.Allowed).Select(a => (a.Action, a.Reason)));
    }
}
