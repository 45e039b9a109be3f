namespace OrderBridge.Fulfilment.Ports;

/// <summary>What to list; an empty text or null means any.</summary>
/// <param name="States">Any of these; empty means any.</param>
/// <param name="PageSize">1 to 500; 0 means 50.</param>
/// <param name="PageToken">From the page before; empty for the first.</param>
public sealed record FulfilmentQuery(
    string WarehouseId, string OrderId, IReadOnlyList<FulfilmentState> States, int PageSize, string PageToken);

/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record FulfilmentPage(IReadOnlyList<FulfilmentOrder> Items, string NextPageToken);

/// <summary>Lists fulfilment orders. Storage keeps the rows in the transaction of the change, so that a list never lags behind an answer.</summary>
public interface IFulfilmentReads
{
    /// <summary>Newest first.</summary>
    ValueTask<FulfilmentPage> ListAsync(FulfilmentQuery query, CancellationToken cancellationToken);

    /// <summary>All fulfilment orders of an order, by number.</summary>
    ValueTask<IReadOnlyList<FulfilmentOrder>> OfOrderAsync(string orderId, CancellationToken cancellationToken);
}
