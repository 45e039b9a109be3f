namespace OrderBridge.Cli.FeedingOrders;

/// <summary>What happened to an order on Shopify; each tells the whole order again.</summary>
/// <param name="Topic">Value of X-Shopify-Topic.</param>
/// <param name="UpdatedAt">When the shop changed it; the newest wins.</param>
internal sealed record ShopifyMoment(string Topic, DateTimeOffset UpdatedAt, bool IsPaid, bool IsCancelled = false, string? Note = null)
{
    public const string Created = "orders/create";
    public const string Updated = "orders/updated";
    public const string Paid = "orders/paid";
    public const string Cancelled = "orders/cancelled";
}
