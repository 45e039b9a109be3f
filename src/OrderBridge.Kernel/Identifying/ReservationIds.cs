namespace OrderBridge.Kernel.Identifying;

/// <summary>Ids of the reservations that orders make. They are computed, so nobody else may begin an id as they do.</summary>
public static class ReservationIds
{
    public const string OrderPrefix = "rsv_";

    /// <param name="number">1 for the first reservation of the order.</param>
    public static string OfOrder(string orderId, int number) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{OrderPrefix}{StableId.Stem(orderId)}-{number}");

    public static bool IsOfOrder(string reservationId) => reservationId.StartsWith(OrderPrefix, StringComparison.Ordinal);
}
