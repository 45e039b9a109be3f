using System.Text;
using OrderBridge.Adapters.Shopify.Mapping;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>What the shop took out before it shipped must not be sent; what was sent stays ordered.</summary>
public sealed class ShopifyRemovalsTests
{
    private const string NoRefunds = """ "refunds":[] """;

    [Fact]
    public void Map_PiecesTakenOutByAnOrderEdit_AreNoLongerOrdered()
    {
        var order = Mapped(""" "quantity":3,"current_quantity":1,"fulfillable_quantity":1,"discount_allocations":[{"amount":"3.01"}] """, NoRefunds, total: "26.99");

        Assert.Equal((1L, 100L), (order.Lines[0].Quantity, order.Lines[0].Discount.MinorUnits));
        Assert.Equal("2", order.Attributes["line.1.removed_quantity"]);
        Assert.Null(order.CancelTime);
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_TaxOfTheRemovedPieces_StaysExplained()
    {
        var order = Mapped(
            """ "quantity":2,"current_quantity":1 """,
            NoRefunds + """, "taxes_included":false,"total_tax":"2.00","tax_lines":[{"title":"VAT","price":"2.00"}] """, total: "22.00");

        Assert.Equal([("tax", 200L), ("adjustment", 1000L)], order.Charges.Select(charge => (charge.Kind, charge.Amount.MinorUnits)));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public void Map_UnshippedPiecesRefundedWithoutRestocking_AreNoLongerOrdered() => Assert.Equal(1, Mapped(
        """ "quantity":3,"current_quantity":1,"fulfillment_status":null """, Refund("no_restock", 2)).Lines[0].Quantity);

    [Fact]
    public void Map_CurrentQuantityZeroOnEveryLine_CancelsTheOrder()
    {
        var order = Mapped(""" "quantity":2,"current_quantity":0,"fulfillable_quantity":0 """, NoRefunds);

        Assert.Equal((2L, order.ChannelUpdateTime), (order.Lines[0].Quantity, order.CancelTime));
        Assert.NotEqual("", order.CancelReason);
    }

    [Theory]
    [InlineData("return", "\"fulfillment_status\":\"fulfilled\"")]
    [InlineData("legacy_restock", "\"fulfillment_status\":\"fulfilled\"")]
    [InlineData("return", "\"fulfillment_status\":null")]
    [InlineData("no_restock", "\"fulfillment_status\":\"fulfilled\"")] // Paid back, and the buyer keeps the goods.
    public void Map_ShippedPiecesThatWerePaidBack_StayOrdered(string restock, string status)
    {
        var order = Mapped($""" "quantity":2,"current_quantity":0,"fulfillable_quantity":0,{status} """, Refund(restock, 2));
        Assert.Equal((2L, true), (order.Lines[0].Quantity, order.CancelTime is null));
    }

    [Theory]
    [InlineData("success", 1, 1)]
    [InlineData("success", 2, 2)]
    [InlineData("success", 3, 3)]
    [InlineData("cancelled", 3, 1)]
    public void Map_ALineShippedInParts_LosesNoShippedPiece(string status, int shipped, int left)
    {
        var order = Mapped(
            """ "quantity":3,"current_quantity":1,"fulfillment_status":"partial" """,
            Refund("no_restock", 2) + $$""","fulfillments":[{"status":"{{status}}","line_items":[{"id":1,"quantity":{{shipped}}}]}]""");

        Assert.Equal(left, order.Lines[0].Quantity);
    }

    [Fact]
    public void Map_SomeReturnedAndSomeRemoved_CountsEachOnce() => Assert.Equal(3, Mapped(
        """ "quantity":5,"current_quantity":2,"fulfillment_status":"partial" """,
        """ "refunds":[{"refund_line_items":[{"line_item_id":1,"quantity":1,"restock_type":"return"}]},{"refund_line_items":[{"line_item_id":1,"quantity":2,"restock_type":"cancel"}]}] """).Lines[0].Quantity);

    [Theory]
    [InlineData("")]
    [InlineData(",\"fulfillable_quantity\":0")]
    [InlineData(",\"current_quantity\":null")]
    [InlineData(",\"current_quantity\":2")]
    public void Map_WithoutCurrentQuantityOrWithAllOfIt_StaysAsPlaced(string more) =>
        Assert.Equal(2, Mapped($""" "quantity":2{more} """, NoRefunds).Lines[0].Quantity);

    [Fact]
    public void Map_ACancelledOrder_StaysAsPlaced() => Assert.Equal(2, Mapped(
        """ "quantity":2,"current_quantity":0 """, NoRefunds + ""","cancelled_at":"2026-01-01T00:00:00Z" """).Lines[0].Quantity);

    private static string Refund(string restock, int quantity) =>
        $$""" "refunds":[{"refund_line_items":[{"line_item_id":1,"quantity":{{quantity}},"restock_type":"{{restock}}"}]}] """;

    private static ChannelOrder Mapped(string line, string more, string total = "20.00")
    {
        var result = ShopifyOrderMapper.Map(Encoding.UTF8.GetBytes($$"""
            {"id":1,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"{{total}}",
             {{more}},"line_items":[{"id":1,"sku":"A","price":"10.00",{{line}}}]}
            """), "shop");
        Assert.Empty(result.Problems);
        return result.Order!;
    }
}
