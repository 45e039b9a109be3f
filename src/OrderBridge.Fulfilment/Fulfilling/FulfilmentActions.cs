using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment;

/// <summary>What may be done with a fulfilment order now, asked of the decisions' own guards.</summary>
public static class FulfilmentActions
{
    private static readonly (string Action, Func<FulfilmentOrder, Refusal?> Guard)[] Guards =
    [
        ("DispatchFulfilment", DispatchFulfilment.Guard),
        ("ReportFulfilmentProgress", ReportProgress.Guard),
        ("ReportShortage", ShortageReport.Guard),
        ("ResolveShortage", ResolveShortage.Guard),
        ("RequestFulfilmentCancellation", RequestCancel.Guard),
        ("HoldFulfilment", HoldFulfilment.Guard),
        ("ResumeFulfilment", ResumeFulfilment.Guard),
        ("ClearFulfilmentException", ClearException.Guard),
        ("RequestIntercept", o => o.ShippedQuantity > 0
            ? null
            : Refusal.State(FulfilmentReasons.NothingShipped, $"Nothing of {o.Id} has left; cancel it instead.")),
        ("CloseFulfilment", CloseFulfilment.Guard),
    ];

    public static IReadOnlyList<AllowedAction> Of(FulfilmentOrder order) =>
        [.. Guards.Select(g => new AllowedAction(g.Action, g.Guard(order)))];
}
