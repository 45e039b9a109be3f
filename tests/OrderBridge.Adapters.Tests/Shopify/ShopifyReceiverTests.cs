using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Shopify.Receiving;
using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.Adapters.Tests.Shopify;

public sealed class ShopifyReceiverTests
{
    [Theory]
    [InlineData(ShopifyHooks.Shop, "A webhook of demo.myshopify.com was refused with 413: 16777217 bytes, and --body-bytes-max is 16777216")]
    [InlineData("a\nshop", "A webhook of no shop was refused with 413: 16777217 bytes")]
    public async Task Receive_MoreThanTheLimit_LogsShopAndSize(string shop, string line)
    {
        var log = new Lines();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("secret", "s"), new("data", "d")]).Build();
        var receiver = new ShopifyReceiver(new ShopifySecrets(configuration), null!, new AdapterCounters(), AdapterSettings.Read(configuration), log);
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Shopify-Shop-Domain"] = shop;
        context.Request.ContentLength = (16 << 20) + 1;

        await receiver.ReceiveAsync(context);

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, context.Response.StatusCode);
        Assert.StartsWith(line, Assert.Single(log.Written), StringComparison.Ordinal);
    }

    private sealed class Lines : ILogger<ShopifyReceiver>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
