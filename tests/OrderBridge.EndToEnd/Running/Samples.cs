using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.EndToEnd.Running;

/// <summary>Orders and stock that tests send; people in them are invented.</summary>
internal static class Samples
{
    public const string Warehouse = "WH-1";
    public static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>A paid order of one line.</summary>
    public static ChannelOrder Order(string id, string sku, long quantity = 1, int version = 1, bool paid = true)
    {
        var total = new Money { CurrencyCode = "CNY", MinorUnits = 1000 * quantity };
        return new ChannelOrder
        {
            ChannelId = "tests",
            ShopId = "shop-1",
            ChannelOrderId = id,
            ChannelUpdateTime = Timestamp.FromDateTime(Noon.AddSeconds(version)),
            OrderTime = Timestamp.FromDateTime(Noon),
            TotalAmount = total,
            Lines = { new ChannelOrderLine { ChannelLineId = "1", SkuId = sku, Name = "Sample", Quantity = quantity, UnitPrice = new Money { CurrencyCode = "CNY", MinorUnits = 1000 } } },
            Payment = paid
                ? new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Paid, PaidAmount = total, PayTime = Timestamp.FromDateTime(Noon), TransactionId = $"t-{id}" }
                : new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Unpaid },
            Recipient = new Party { Name = "Sample Buyer", Phone = "13800138000" },
            Buyer = new Party { Name = "Sample Buyer", Phone = "13800138000" },
            ShippingAddress = new Address { CountryCode = "CN", Province = "Sample", City = "Sample", Street = "1 Sample Road" },
        };
    }

    public static SetStockRequest Stock(string sku, long onHand) => new()
    {
        RequestId = $"stock-{sku}-{onHand}",
        Counts = { new StockCount { WarehouseId = Warehouse, SkuId = sku, OnHand = onHand } },
    };
}
