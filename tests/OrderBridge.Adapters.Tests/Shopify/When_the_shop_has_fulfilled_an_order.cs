using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Adapters.Tests.Shopify;

/// <summary>What Shopify says was fulfilled, by whomever, must not be sent a second time; what the hub has in hand goes on.</summary>
public sealed class When_the_shop_has_fulfilled_an_order : IDisposable
{
    private const string Partly = """ "quantity":3,"fulfillable_quantity":1,"fulfillment_status":"partial" """;
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"quantity\":3", "\"fulfillment_status\":\"fulfilled\"")] // An old order that was tagged, or a sale at a till.
    [InlineData("\"quantity\":3,\"fulfillment_status\":\"fulfilled\",\"fulfillable_quantity\":0", "\"fulfillment_status\":\"fulfilled\"")]
    [InlineData("\"quantity\":3,\"fulfillment_status\":\"fulfilled\"", "\"fulfillment_status\":null")]
    [InlineData("\"quantity\":3,\"fulfillable_quantity\":0", "\"fulfillment_status\":null")]
    [InlineData("\"quantity\":3", "\"fulfillments\":[{\"status\":\"success\",\"line_items\":[{\"id\":1,\"quantity\":3}]}]")]
    [InlineData("\"quantity\":3,\"current_quantity\":0,\"fulfillable_quantity\":0,\"fulfillment_status\":\"fulfilled\"", "\"refunds\":[]")] // Paid back after it was sent.
    [InlineData("\"quantity\":3,\"fulfillment_status\":\"fulfilled\"", "\"fulfillment_status\":\"fulfilled\",\"shipping_address\":{\"name\":\"Ada\",\"zip\":\"123456789012345678901\"}")]
    public async Task An_order_the_hub_does_not_know_is_set_aside_when_nothing_is_left(string line, string more)
    {
        var counters = await DeliverAsync(Body(line, more));

        Assert.Empty(_script.Orders);
        Assert.Equal((1, 1, 0), (counters["ignored"], counters["already_fulfilled"], counters["dead_lettered"]));
        Assert.Contains("ALREADY_FULFILLED", IgnoredFile(), StringComparison.Ordinal);
        Assert.Equal(("shopify", ShopifyHooks.Shop, "7"), (_script.Asked.Single().ChannelId, _script.Asked.Single().ShopId, _script.Asked.Single().ChannelOrderId));
    }

    [Theory]
    [InlineData("\"quantity\":3,\"fulfillable_quantity\":3", "\"fulfillment_status\":null")]
    [InlineData("\"quantity\":3,\"current_quantity\":1,\"fulfillable_quantity\":1", "\"refunds\":[]")] // Taken out by an edit.
    [InlineData("\"quantity\":3", "\"fulfillments\":[{\"status\":\"cancelled\",\"line_items\":[{\"id\":1,\"quantity\":3}]}]")]
    public async Task An_order_of_which_nothing_is_fulfilled_asks_nothing(string line, string more)
    {
        await DeliverAsync(Body(line, more));

        Assert.Single(_script.Orders);
        Assert.Empty(_script.Asked);
    }

    /// <summary>An earlier message that waits for stock would else be shipped when stock comes: the hub takes nothing older than what it refused last.</summary>
    [Fact]
    public async Task An_order_the_hub_refused_is_one_it_does_not_know_and_takes_no_older_message_of()
    {
        var told = new List<ChannelOrder>();
        _script.Known = _ => new Order { State = OrderState.Rejected };
        _script.OnOrder = order =>
        {
            told.Add(order);
            return new Problem { Code = 3, Reason = "ORDER_INVALID" };
        };
        var counters = await DeliverAsync(Body("\"quantity\":3", "\"fulfillment_status\":\"fulfilled\""));

        Assert.Empty(Assert.Single(told).Lines);
        Assert.Equal((1, 0), (counters["already_fulfilled"], counters["dead_lettered"]));
    }

    [Fact]
    public async Task A_hub_that_does_not_take_the_word_now_is_told_again()
    {
        var answers = 0;
        _script.Known = _ => new Order { State = OrderState.Rejected };
        _script.OnOrder = _ => Interlocked.Increment(ref answers) == 1 ? new Problem { Code = 7 } : new Problem { Code = 3, Reason = "ORDER_INVALID" };
        var counters = await DeliverAsync(Body("\"quantity\":3", "\"fulfillment_status\":\"fulfilled\""));

        Assert.Equal((2, 1L, 1L), (answers, counters["already_fulfilled"], counters["postponed"]));
    }

    [Theory]
    [InlineData("\"quantity\":3,\"fulfillment_status\":\"fulfilled\"", OrderState.Shipped)]
    [InlineData(Partly, OrderState.Fulfilling)]
    public async Task An_order_the_hub_knows_is_sent_whole(string line, OrderState state)
    {
        _script.Known = _ => new Order { State = state };
        await DeliverAsync(Body(line, "\"fulfillment_status\":\"partial\""));

        Assert.Equal(3, Assert.Single(_script.Orders).Lines[0].Quantity);
    }

    [Fact]
    public async Task Of_an_order_fulfilled_in_part_only_the_rest_is_sent_and_stays_the_rest()
    {
        var body = Body(Partly, "\"fulfillment_status\":\"partial\"");
        await DeliverAsync(body);
        var first = Assert.Single(_script.Orders);
        Assert.Equal(1, first.Lines[0].Quantity);
        Assert.Equal([("adjustment", 2000L)], first.Charges.Select(charge => (charge.Kind, charge.Amount.MinorUnits)));
        Assert.Equal("1:2", first.Attributes["fulfilled_elsewhere"]);
        ShopifyOrderMapperTests.AssertAddsUp(first);

        // The hub has sent the rest meanwhile, which Shopify counts as well.
        _script.Known = _ => new Order { State = OrderState.PendingReview, Attributes = { first.Attributes } };
        await DeliverAsync(Body(""" "quantity":3,"fulfillable_quantity":0,"fulfillment_status":"fulfilled" """, "\"note\":\"later\""));

        var second = _script.Orders[1];
        Assert.Equal((1, "1:2"), (second.Lines[0].Quantity, second.Attributes["fulfilled_elsewhere"]));
        ShopifyOrderMapperTests.AssertAddsUp(second);
    }

    [Fact]
    public async Task A_line_that_is_fulfilled_is_left_out_and_the_others_are_sent()
    {
        await DeliverAsync(Body(""" "quantity":3,"fulfillable_quantity":0,"fulfillment_status":"fulfilled"},{"id":2,"sku":"B","price":"10.00","quantity":1,"fulfillable_quantity":1 """, "\"fulfillment_status\":\"partial\"", total: "40.00"));

        var order = Assert.Single(_script.Orders);
        Assert.Equal(("2", 1L), (Assert.Single(order.Lines).ChannelLineId, order.Lines[0].Quantity));
        ShopifyOrderMapperTests.AssertAddsUp(order);
    }

    [Fact]
    public async Task A_cancelled_order_is_sent_as_it_was()
    {
        await DeliverAsync(Body("\"quantity\":3,\"fulfillable_quantity\":0", "\"fulfillment_status\":\"fulfilled\",\"cancelled_at\":\"2026-01-01T00:00:00Z\""));

        Assert.Equal(3, Assert.Single(_script.Orders).Lines[0].Quantity);
        Assert.Empty(_script.Asked);
    }

    [Fact]
    public async Task A_hub_that_is_away_is_asked_when_it_is_back()
    {
        await using var hub = await FakeHub.StoppedAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync(Body("\"quantity\":3", "\"fulfillment_status\":\"fulfilled\""));
        Assert.Equal(1, app.Services.GetRequiredService<Spool>().Pending);
        await hub.StartAsync();
        await app.DrainedAsync();

        Assert.Equal(1, app.Services.GetRequiredService<AdapterCounters>()["already_fulfilled"]);
        Assert.Empty(_script.Orders);
    }

    [Theory]
    [InlineData("\"quantity\":1,\"requires_shipping\":false")]
    [InlineData("\"quantity\":1,\"gift_card\":true")]
    [InlineData("\"quantity\":1,\"requires_shipping\":false,\"fulfillment_status\":\"fulfilled\",\"fulfillable_quantity\":0")]
    [InlineData("\"quantity\":1,\"tip\":{}")]
    public async Task An_order_with_nothing_to_ship_is_set_aside(string line)
    {
        var counters = await DeliverAsync(Body(line, "\"note\":null"));

        Assert.Empty(_script.Orders);
        Assert.Equal((1, 1, 0), (counters["ignored"], counters["nothing_to_ship"], counters["dead_lettered"]));
        Assert.Contains("NOTHING_TO_SHIP", IgnoredFile(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_the_hub_knows_and_that_has_lost_its_goods_is_sent()
    {
        _script.Known = _ => new Order { State = OrderState.Approved };
        await DeliverAsync(Body("\"quantity\":1,\"requires_shipping\":false", "\"note\":null"));

        Assert.Single(_script.Orders);
    }

    [Theory]
    [InlineData("\"quantity\":1,\"gift_card\":true,\"requires_shipping\":true")] // A card of plastic.
    [InlineData("\"quantity\":1,\"requires_shipping\":false},{\"id\":2,\"price\":\"1.00\",\"quantity\":1")]
    public async Task An_order_with_goods_is_sent(string line)
    {
        await DeliverAsync(Body(line, "\"note\":null"));
        Assert.Single(_script.Orders);
    }

    private async Task<AdapterCounters> DeliverAsync(byte[] body)
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        await shop.PostAsync(body);
        await app.DrainedAsync();
        return app.Services.GetRequiredService<AdapterCounters>();
    }

    private string IgnoredFile() => File.ReadAllText(Path.Combine(_folder.Path, "ignored", "ignored.jsonl"));

    private static byte[] Body(string line, string more, string total = "30.00") => Encoding.UTF8.GetBytes($$"""
        {"id":7,"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","currency":"USD","total_price":"{{total}}","financial_status":"paid",
         "line_items":[{"id":1,"sku":"A","price":"10.00",{{line}}}],{{more}}}
        """);
}
