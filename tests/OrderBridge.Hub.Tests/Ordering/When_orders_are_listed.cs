using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

public sealed class When_orders_are_listed : IAsyncLifetime
{
    private RunningHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        await _hub.CountAsync("shirt", 1000);
        await _hub.CountAsync("shoe", 1000);
        await IngestAsync("a", "red", "shirt", 0);
        await IngestAsync("b", "red", "shoe", 60);
        await IngestAsync("c", "blue", "shirt", 120, phone: "13900139000");
        await IngestAsync("d", "blue", "shoe", 180, paid: true);
        await _hub.SettleAsync();
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Without_a_filter_all_come_newest_first() => Assert.Equal(["d", "c", "b", "a"], await ListAsync(new ListOrdersRequest()));

    [Fact]
    public async Task Each_filter_keeps_what_fits()
    {
        Assert.Equal(["b", "a"], await ListAsync(new ListOrdersRequest { ChannelId = "red" }));
        Assert.Equal(["d"], await ListAsync(new ListOrdersRequest { States = { OrderState.Fulfilling, OrderState.Shipped } }));
        Assert.Equal(["c", "a"], await ListAsync(new ListOrdersRequest { SkuId = "shirt" }));
        Assert.Equal(["b", "a"], await ListAsync(new ListOrdersRequest { SkuId = string.Empty, ChannelId = "red", States = { OrderState.PendingPayment } }));
        Assert.Empty(await ListAsync(new ListOrdersRequest { ChannelId = "green" }));
    }

    [Fact]
    public async Task Time_filters_take_the_first_moment_and_leave_the_last()
    {
        Assert.Equal(["c", "b"], await ListAsync(new ListOrdersRequest { OrderTimeMin = Samples.At(60), OrderTimeMax = Samples.At(180) }));
        Assert.Empty(await ListAsync(new ListOrdersRequest { OrderTimeMin = Samples.At(60), OrderTimeMax = Samples.At(60) }));
    }

    [Fact]
    public async Task The_phone_hash_that_an_order_shows_finds_it()
    {
        var order = (await _hub.Orders.ListOrdersAsync(new ListOrdersRequest { ChannelId = "blue", SkuId = "shirt" })).Orders.Single();
        Assert.Equal(64, order.Buyer.PhoneHash.Length);
        Assert.Equal(["c"], await ListAsync(new ListOrdersRequest { BuyerPhoneHash = order.Buyer.PhoneHash }));
    }

    [Fact]
    public async Task Filters_combine_with_and() =>
        Assert.Equal(["c"], await ListAsync(new ListOrdersRequest { ChannelId = "blue", SkuId = "shirt", OrderTimeMin = Samples.At(1) }));

    [Theory]
    [InlineData(-1)]
    [InlineData(501)]
    public async Task A_page_size_out_of_range_is_refused(int size) =>
        (await Refused.ByAsync(_hub.Orders.ListOrdersAsync(new ListOrdersRequest { PageSize = size }))).Is(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", "page_size");

    [Theory]
    [InlineData("2")]
    [InlineData("1~")]
    [InlineData("~x")]
    [InlineData("9223372036854775807~x")]
    [InlineData("-9223372036854775808~x")]
    [InlineData("-62135596800000001~x")]
    [InlineData("253402300800000000~x")]
    public async Task A_page_token_that_is_none_is_refused(string token) =>
        (await Refused.ByAsync(_hub.Orders.ListOrdersAsync(new ListOrdersRequest { PageToken = token }))).Is(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");

    [Theory]
    [InlineData("-62135596800000000~x", 0)]
    [InlineData("253402300799999999~x", 4)]
    public async Task The_first_and_the_last_moment_of_the_calendar_are_times(string token, int count) =>
        Assert.Equal(count, (await ListAsync(new ListOrdersRequest { PageToken = token })).Length);

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    public async Task A_state_that_is_none_is_refused(int state) =>
        (await Refused.ByAsync(_hub.Orders.ListOrdersAsync(new ListOrdersRequest { States = { OrderState.Shipped, (OrderState)state } })))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "states[1]");

    private async Task<string[]> ListAsync(ListOrdersRequest request) => [.. (await _hub.Orders.ListOrdersAsync(request)).Orders.Select(o => o.ChannelOrderId)];

    private async Task IngestAsync(string id, string channel, string sku, double seconds, string phone = "13800138000", bool paid = false)
    {
        var order = paid ? Samples.Paid(id, sku, channel: channel) : Samples.Unpaid(id, sku, channel: channel);
        order.OrderTime = Samples.At(seconds);
        order.Buyer.Phone = phone;
        await _hub.IngestAsync(order);
    }
}
