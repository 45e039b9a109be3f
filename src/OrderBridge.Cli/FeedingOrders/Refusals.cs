using Google.Protobuf.Collections;
using Grpc.Core;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.FeedingOrders;

/// <summary>Reads decisions out of the hub's answers. An order counts once, under the first reason that a person can act on.</summary>
internal static class Refusals
{
    /// <summary>Stands for several fields; each of them names its own reason.</summary>
    private const string Several = "ORDER_INVALID";

    public static Verdict VerdictOf(IngestOrdersResponse response) => response.Problem is { } problem
        ? Verdict.Refused(response.OrderId, Reason(problem.Reason.Length > 0 ? problem.Reason : Naming.UpperSnake(((StatusCode)problem.Code).ToString()), problem.FieldViolations), Sentence(problem.Message, problem.FieldViolations))
        : Verdict.Accepted(response.OrderId);

    /// <summary>The decision that an order's state shows; null while there is none.</summary>
    public static Verdict? VerdictOf(Order order) => order.State switch
    {
        OrderState.Unspecified or OrderState.Received => null,
        OrderState.Rejected => Verdict.Refused(order.OrderId, Reason(Several, order.RejectReasons), Sentence(string.Empty, order.RejectReasons)),
        _ => Verdict.Accepted(order.OrderId),
    };

    private static string Reason(string reason, RepeatedField<FieldViolation> violations) =>
        reason is Several or "" && violations.Count > 0 ? violations[0].Reason : reason.Length > 0 ? reason : "UNEXPLAINED";

    private static string Sentence(string message, RepeatedField<FieldViolation> violations) =>
        violations.Count > 0 ? $"{violations[0].Field}: {violations[0].Fix}" : message;
}
