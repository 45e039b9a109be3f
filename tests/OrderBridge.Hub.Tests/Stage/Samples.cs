using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>What tests send; people in it are invented.</summary>
internal static class Samples
{
    public const string Warehouse = "WH-1";
    public const string Shop = "shop-1";

    public static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>An order of one line, paid in full; each version is a second newer.</summary>
    public static ChannelOrder Paid(string id, string sku, long quantity = 1, string channel = "tests", int version = 1)
    {
        var order = Unpaid(id, sku, quantity, channel, version);
        order.Payment = new ChannelPayment
        {
            Method = PaymentMethod.Online, State = PaymentState.Paid, PaidAmount = order.TotalAmount, PayTime = At(0), TransactionId = $"t-{id}",
        };
        return order;
    }

    public static ChannelOrder Unpaid(string id, string sku, long quantity = 1, string channel = "tests", int version = 1) => new()
    {
        ChannelId = channel,
        ShopId = Shop,
        ChannelOrderId = id,
        ChannelUpdateTime = At(version),
        OrderTime = At(0),
        TotalAmount = Yuan(1000 * quantity),
        Lines = { new ChannelOrderLine { ChannelLineId = "1", SkuId = sku, Name = "Sample", Quantity = quantity, UnitPrice = Yuan(1000) } },
        Payment = new ChannelPayment { Method = PaymentMethod.Online, State = PaymentState.Unpaid },
        Recipient = new Party { Name = "Sample Buyer", Phone = "13800138000" },
        Buyer = new Party { Name = "Sample Buyer", Phone = "13800138000" },
        ShippingAddress = new Address { CountryCode = "CN", Province = "Sample", City = "Sample", Street = "1 Sample Road" },
    };

    public static Money Yuan(long minorUnits) => new() { CurrencyCode = "CNY", MinorUnits = minorUnits };

    public static Timestamp At(double secondsAfterNoon) => Timestamp.FromDateTime(Noon.AddSeconds(secondsAfterNoon));

    public static OrderKey KeyOf(ChannelOrder order) => new() { ChannelId = order.ChannelId, ShopId = order.ShopId, ChannelOrderId = order.ChannelOrderId };

    public static Package Parcel(string number, params (string Line, long Pieces)[] lines) => new()
    {
        PackageId = $"p-{number}", CarrierCode = "sf", TrackingNumber = number, WeightGrams = 500,
        Lines = { lines.Select(l => new PackageLine { LineId = l.Line, Quantity = l.Pieces }) },
    };

    public static TrackingEvent Scan(TrackingStatus status, double secondsAfterNoon) => new()
    {
        Status = status, RawCode = status.ToString(), Description = "Sample scan", EventTime = At(secondsAfterNoon),
    };
}
