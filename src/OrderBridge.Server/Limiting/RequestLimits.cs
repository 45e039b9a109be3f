using System.Collections.Immutable;
using Google.Protobuf;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Server.Reading;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Limiting;

/// <summary>Whether a request could be read and keeps to <see cref="FieldLimits"/>.</summary>
public static class RequestLimits
{
    private const string OrderPath = "order.";

    /// <summary>Null when the message could be read and every text and list is within its limit.</summary>
    public static Refusal? Check(IMessage request)
    {
        if (UnreadableMessages.Check(request) is { } unreadable)
        {
            return unreadable;
        }

        var violations = Violations(request, string.Empty);
        return violations.IsEmpty ? null : Refusal.Invalid(
            GeneralReasons.FieldInvalid, string.Join(" ", violations.Take(20).Select(v => $"{v.Field}: {v.Fix}")), violations);
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with each field that is too long, or of what could not be read.</exception>
    public static void Require(IMessage request)
    {
        if (Check(request) is { } refusal)
        {
            throw ProblemWire.ToRpcException(refusal);
        }
    }

    /// <summary>What is too long in an order, as fields of the request; the three parts of its identity are judged by the module.</summary>
    public static ImmutableArray<FieldViolation> OfOrder(Contracts.Orders.V1.ChannelOrder order) =>
        [.. Violations(order, OrderPath).Where(v => v.Field is not (OrderPath + "channel_id" or OrderPath + "shop_id" or OrderPath + "channel_order_id"))];

    internal static string TextReason(string path) => path.StartsWith(OrderPath, StringComparison.Ordinal) ? OrderReasons.TextTooLong : GeneralReasons.FieldInvalid;

    internal static string CountReason(string path) => path == OrderPath + "lines" ? OrderReasons.TooManyLines : GeneralReasons.FieldInvalid;

    private static ImmutableArray<FieldViolation> Violations(IMessage message, string path)
    {
        var plan = LimitPlan.Of(message.Descriptor);
        return plan.Holds(message) ? [] : [.. plan.Violations(message, path).Take(LimitPlan.ViolationsMax)];
    }
}
