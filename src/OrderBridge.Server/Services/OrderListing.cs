using System.Globalization;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Ports;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Services;

/// <summary>Reads list requests and their page tokens: order time in microseconds and order id of the last order shown.</summary>
internal static class OrderListing
{
    /// <summary>Anybody can write a token: one outside the years 1 to 9999 is none.</summary>
    private static readonly long TimeMin = HashChain.Microseconds(DateTimeOffset.MinValue);

    private static readonly long TimeMax = HashChain.Microseconds(DateTimeOffset.MaxValue);

    public static OrderQuery Query(ListOrdersRequest request, int limit) => new(
        limit,
        After(request.PageToken),
        request.ChannelId,
        Answers.AllKnown(OrderEnums.State, request.States, "states"),
        RequestTimes.Read("order_time_min", request.OrderTimeMin).Require(),
        RequestTimes.Read("order_time_max", request.OrderTimeMax).Require(),
        request.BuyerPhoneHash,
        request.SkuId);

    public static string TokenAfter((string OrderId, DateTimeOffset OrderTime) last) => string.Create(
        CultureInfo.InvariantCulture, $"{HashChain.Microseconds(last.OrderTime)}~{last.OrderId}");

    private static (DateTimeOffset OrderTime, string OrderId)? After(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var at = token.IndexOf('~', StringComparison.Ordinal);
        return at > 0 && at < token.Length - 1
            && long.TryParse(token.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds >= TimeMin && microseconds <= TimeMax
            ? (HashChain.FromMicroseconds(microseconds), token[(at + 1)..])
            : throw Answers.Invalid("page_token", "PAGE_TOKEN_INVALID", "Send the next_page_token of the former page with the same filters, or none.");
    }
}
