namespace OrderBridge.Cli.MappingOrders;

/// <summary>Which way an order takes into the hub.</summary>
internal enum OrderRoute
{
    /// <summary>As orders of the gRPC stream IngestOrders.</summary>
    Stream,

    /// <summary>As a webhook to the Shopify adapter.</summary>
    Webhook,
}

/// <summary>How the buyer pays, chosen by the seed: the set does not say.</summary>
internal enum PaymentPlan
{
    /// <summary>Paid online when ordered.</summary>
    Paid,

    /// <summary>Not paid when it arrives; paid a moment later.</summary>
    PaidLater,

    /// <summary>Cash on delivery: an agent decides.</summary>
    CashOnDelivery,
}

/// <summary>A line as it is sent. <paramref name="Quantity"/> and prices are the file's, also where the hub will refuse them.</summary>
/// <param name="LineId">Id of the line on its channel.</param>
/// <param name="IsService">A charge sent as a line, because the invoice has no goods at all.</param>
internal sealed record DemoLine(string LineId, string Sku, string Name, long Quantity, long UnitMinorUnits, long DiscountMinorUnits, bool IsGift, bool IsService)
{
    public long TotalMinorUnits => (UnitMinorUnits * Quantity) - DiscountMinorUnits;
}

/// <summary>A charge or, below zero, a discount on the whole order.</summary>
/// <param name="StockCode">The code it had in the file.</param>
internal sealed record DemoCharge(string Kind, string StockCode, string Name, long AmountMinorUnits);

/// <summary>One invoice as one order, not yet in the words of its channel.</summary>
internal sealed record DemoOrder(
    string InvoiceNo,
    OrderRoute Route,
    string ChannelId,
    string ShopId,
    string ChannelOrderId,
    DateTimeOffset OrderTime,
    SyntheticBuyer Buyer,
    IReadOnlyList<DemoLine> Lines,
    IReadOnlyList<DemoCharge> Charges,
    PaymentPlan Payment)
{
    /// <summary>Every amount of the set is in pounds.</summary>
    public const string Currency = "GBP";

    public long TotalMinorUnits => Lines.Sum(l => l.TotalMinorUnits) + Charges.Sum(c => c.AmountMinorUnits);

    public bool IsGuest => Buyer.CustomerId.Length == 0;
}
