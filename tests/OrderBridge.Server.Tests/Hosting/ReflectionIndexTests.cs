using OrderBridge.Server.Standard;

namespace OrderBridge.Server.Tests.Hosting;

public sealed class ReflectionIndexTests
{
    private readonly ReflectionIndex _index = new();

    [Theory]
    [InlineData("orderbridge.orders.v1.OrderService")]
    [InlineData("orderbridge.orders.v1.OrderService.IngestOrder")]
    [InlineData("orderbridge.orders.v1.ChannelOrder")]
    [InlineData("orderbridge.orders.v1.ChannelOrder.lines")]
    [InlineData("orderbridge.orders.v1.GetOrderRequest.order")]
    [InlineData("orderbridge.orders.v1.OrderState")]
    [InlineData("orderbridge.orders.v1.ORDER_STATE_SHIPPED")]
    [InlineData("orderbridge.common.v1.access")]
    public void A_symbol_is_found_with_the_file_it_stands_in(string symbol) => Assert.NotEmpty(_index.BySymbol(symbol));

    [Theory]
    [InlineData("orderbridge.orders.v1.ChannelOrder.line")]
    [InlineData("orderbridge.orders.v1.OrderState.ORDER_STATE_SHIPPED")] // A value stands beside its enum.
    public void Another_is_not(string symbol) => Assert.Empty(_index.BySymbol(symbol));
}
