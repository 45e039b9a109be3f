using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Tests.Orders.Desk;
using Xunit;
using static OrderBridge.Tests.Orders.Desk.Contents;

namespace OrderBridge.Tests.Orders.Reviewing;

/// <summary>An address that was not given for shipping is asked about before anything goes there.</summary>
public sealed class AddressSourceTests
{
    private readonly OrderDesk _desk = new();

    [Theory]
    [InlineData("address_source", 1)]
    [InlineData("address_sources", 0)]
    public void Of_AnAddressFromElsewhere_IsAHoldOfTheAddress(string attribute, int holds)
    {
        var found = ReviewRules.Of(Guessed(Paid(), attribute), new OrderOptions()).ToList();

        Assert.Equal(holds, found.Count);
        Assert.All(found, hold => Assert.Equal(HoldType.Address, hold.Type));
        Assert.DoesNotContain("billing_address", string.Concat(found.Select(hold => hold.Detail)), StringComparison.Ordinal); // An adapter's word is no sentence of the hub.
    }

    [Fact]
    public void Of_ServicesOnly_AsksNothing() =>
        Assert.Empty(ReviewRules.Of(Guessed(Paid()).With(Service("a", 1000)), new OrderOptions()));

    [Fact]
    public async Task Ingest_AnAddressFromElsewhere_WaitsForAPersonAndThenGoesOn()
    {
        var held = await _desk.IngestAsync(Guessed(Paid()));
        Assert.Equal((OrderState.PendingReview, HoldType.Address), (held.State, Assert.Single(held.Holds).Type));
        Assert.False(held.Holds[0].NeedsSupervisor);

        Assert.Equal(OrderState.Approved, (await _desk.ResolveAsync(held)).State);
    }

    [Fact]
    public async Task Revise_TheSameAddressAgain_IsNotAskedAgain()
    {
        await _desk.ResolveAsync(await _desk.IngestAsync(Guessed(Paid())));
        Assert.Equal(OrderState.Approved, (await _desk.IngestAsync(Guessed(Paid()).Later())).State);
    }

    [Theory]
    [InlineData(2_000, true)]
    [InlineData(0, false)]
    public void Of_CashWithAnAdvance_SaysThatOnlyTheRestIsCollected(long advance, bool isSaid) => Assert.Equal(isSaid, Assert.Single(
        ReviewRules.Of(CashOnDelivery().Paying(advance, PaymentState.CodPending), new OrderOptions())).Detail.Contains("only the rest", StringComparison.Ordinal));

    private static OrderContent Guessed(OrderContent content, string attribute = "address_source") =>
        content with { Attributes = content.Attributes.Add(attribute, "billing_address") };
}
