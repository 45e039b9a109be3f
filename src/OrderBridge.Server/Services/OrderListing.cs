using System.Globalization;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Orders.Ports;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Services;

/// <summary>Reads list requests and their page tokens: order time in microseconds and order id of the last order shown.</summary>
internal static class OrderListing
{
    public static OrderQuery Query(ListOrdersRequest request, int limit) => new(
        limit,
        After(request.PageToken),
        request.ChannelId,
        [.. request.States.Select(OrderEnums.State.ReadOrDefault)],
        RequestTimes.Read("order_time_min", request.OrderTimeMin).Require(),
        RequestTimes.Read("order_time_max", request.OrderTimeMax).Require(),
        request.BuyerPhoneHash,
        request.SkuId);

    public static string TokenAfter((string OrderId, DateTimeOffset OrderTime) last) => string.Create(
        CultureInfo.InvariantCulture, $"{Kernel.Journaling.HashChain.Microseconds(last.OrderTime)}~{last.OrderId}");

    private static (DateTimeOffset OrderTime, string OrderId)? After(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var at = token.IndexOf('~', StringComparison.Ordinal);
        return at > 0 && long.TryParse(token.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var microseconds)
            ? (Kernel.Journaling.HashChain.FromMicroseconds(microseconds), token[(at + 1)..])
            : throw Answers.Invalid("page_token", "PAGE_TOKEN_INVALID", "Send the next_page_token of the former page with the same filters, or none.");
    }
}
