using OrderBridge.Kernel.Lifecycles;
using CommonV1 = OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>What can be done with a thing, under the names of RPCs. Steps that only the hub itself takes are not shown.</summary>
internal static class ActionWire
{
    /// <summary>Names that the contract has in other words than the modules.</summary>
    private static readonly (string Action, string Rpc)[] Renamed =
    [
        ("ClearFulfilmentException", "ResumeFulfilment"),
        ("RecordTrackingEvent", "RecordTrackingEvents"),
        ("WriteOffParcel", "WriteOffShipment"),
        ("RecordGoodsReceivedBack", "ReportReturnedGoods"),
    ];

    /// <summary>The hub's own steps: flows take them, nobody calls them.</summary>
    private static readonly string[] Internal =
        ["DispatchFulfilment", "RequestFulfilmentCancellation", "CloseFulfilment"];

    /// <summary>Two actions under one RPC are allowed when either is.</summary>
    public static IEnumerable<CommonV1.AllowedAction> Of(IEnumerable<AllowedAction> actions) => actions
        .Where(a => !Internal.Contains(a.Action))
        .GroupBy(a => RpcOf(a.Action))
        .Select(g => ToWire(g.Key, g.FirstOrDefault(a => a.IsAllowed) ?? g.First()));

    private static string RpcOf(string action)
    {
        var at = Array.FindIndex(Renamed, r => r.Action == action);
        return at < 0 ? action : Renamed[at].Rpc;
    }

    private static CommonV1.AllowedAction ToWire(string rpc, AllowedAction action) => new()
    {
        Action = rpc,
        Allowed = action.IsAllowed,
        Reason = action.Refusal?.Reason ?? string.Empty,
        Message = action.Refusal?.Message ?? string.Empty,
    };
}
