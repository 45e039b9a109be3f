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
        Assert.Equal(2, Assert.Single(active.ToWire().Lines).Quantity);
        Assert.Equal(Noon.AddMinutes(30).ToWire(), active.ToWire().ExpireTime);
        Assert.Null(active.Apply(new ReservationCommitted("res_1"), Noon).ToWire().ExpireTime);
    }
}
