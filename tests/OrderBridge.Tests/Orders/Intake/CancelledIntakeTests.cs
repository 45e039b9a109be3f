using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Intake;

/// <summary>Channels cancel what they never completed, and erase whom it was for.</summary>
public sealed class CancelledIntakeTests
{
    private readonly OrderDesk _desk = new();

    [Fact]
    public async Task Ingest_CancelledWithoutRecipient_IsCancelledAndHoldsNothing()
    {
        var order = await _desk.IngestAsync(Paid() with { CancelTime = Noon, Recipient = new Party("", "", ""), ShippingAddress = new Address("", "", "", "", "", "") });

        Assert.Equal((OrderState.Cancelled, 0L), (order.State, _desk.Stock.HeldOf("sku-1")));
    }

    [Fact]
    public async Task Ingest_CancelledWithALongReason_KeepsNoHalfACharacter()
    {
        var order = await _desk.IngestAsync(Unpaid().CancelledOnChannel() with { CancelReason = new string('a', 499) + "😀😀" });
        Assert.Equal(new string('a', 499), order.CancelReason);
    }
}
