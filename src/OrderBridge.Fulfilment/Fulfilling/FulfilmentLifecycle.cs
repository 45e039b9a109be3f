using System.Collections.Frozen;
using OrderBridge.Kernel.Lifecycles;
using static OrderBridge.Fulfilment.FulfilmentState;

namespace OrderBridge.Fulfilment;

/// <summary>The whole life of a fulfilment order, as data. docs/ and the tests are generated from this table.</summary>
/// <remarks>
/// Actors: SY system or rule, WM warehouse, CS agent, OP operations. A row may skip steps: a warehouse that reports only ACCEPT and DELIVERED
/// is legal. "where it was" is the state that the facts give once the pause is over, see <see cref="FulfilmentStates"/>.
/// </remarks>
public static class FulfilmentLifecycle
{
    /// <summary>Steps of work, in order. The place in this row is the rank: a report of a lower rank fills history and moves nothing back.</summary>
    private static readonly FulfilmentState[] Steps =
        [Created, Dispatched, Accepted, Waved, Printed, Picking, Picked, Checked, Packed, Weighed, Ready, PartiallyShipped];

    private static readonly FulfilmentState[] Paused = [Short, OnHold, FulfilmentState.Exception, CancelRequested, CancelRefused];

    private static readonly FrozenDictionary<FulfilmentState, int> Ranks =
        Steps.Select((state, rank) => (state, rank)).ToFrozenDictionary(p => p.state, p => p.rank);

    /// <summary>States that a report may name as a step of work.</summary>
    public static IReadOnlyList<FulfilmentState> WorkSteps { get; } = [.. Steps.Where(s => s is not (Created or Dispatched or PartiallyShipped))];

    /// <summary>States in which work is still owed.</summary>
    public static IReadOnlyList<FulfilmentState> OpenStates { get; } = [.. Steps, .. Paused];

    private const string Step = "fulfilment.work";

    public static Lifecycle<FulfilmentState> Table { get; } = new("FulfilmentOrder", [Shipped, Cancelled, WarehouseRejected, Closed],
    [
        new("F1", [], Created, "PlanSourcing (SY)", "one warehouse has everything", "stock stays reserved", "fulfilment.dispatch"),
        new("F2", [Created, Dispatched, FulfilmentState.Exception], Dispatched, "DispatchFulfilment (SY)", "not held",
            "task CREATE, same id each time", "fulfilment.acknowledge: sent again; then EXCEPTION"),
        new("F3", Before(Accepted), Accepted, "ACCEPT (WM)", "", "", Step),
        new("F4", Before(Waved), Waved, "wavenum.report (WM)", "", "wave kept", Step),
        new("F5", Before(Printed), Printed, "PRINT (WM)", "", "", Step),
        new("F6", Before(Picking), Picking, "PICK (WM)", "", "", Step),
        new("F7", [.. Before(Picked), Checked], Picked, "PICK done (WM)", "from CHECKED: a mismatch that was told late", "lots and serial numbers kept", Step),
        new("F8", Before(Checked), Checked, "CHECK (WM)", "", "", Step),
        new("F9", [Picked, Checked], Picking, "CHECK mismatch (WM)", "newer than the check", "picked again", Step),
        new("F10", Before(Packed), Packed, "PACKAGE (WM)", "", "", Step),
        new("F11", Before(Weighed), Weighed, "WEIGH (WM)", "", "", Step),
        new("F12", Before(Ready), Ready, "READY (WM)", "", "", "fulfilment.handover"),
        new("F13", [.. Before(PartiallyShipped), FulfilmentState.Exception, CancelRefused], PartiallyShipped, "PARTDELIVERED (WM)",
            "not more than ordered", "stock consumed, shipments created", "fulfilment.remainder"),
        new("F14", [.. Before(PartiallyShipped), PartiallyShipped, .. Paused], Shipped, "DELIVERED (WM)",
            "not more than ordered", "stock consumed, shipments created, the rest closed short"),
        new("F15", [.. Before(PartiallyShipped), PartiallyShipped, FulfilmentState.Exception, CancelRefused], Short, "shortage (WM)",
            "not more than open", "buyer options", "fulfilment.shortage"),
        new("F16", [.. Steps, Short, FulfilmentState.Exception, CancelRefused], OnHold, "order.pending (CS/SY)", "", "task HOLD", "fulfilment.hold"),
        new("F17", [.. Steps, Short, OnHold, FulfilmentState.Exception, CancelRefused], CancelRequested, "order.cancel (SY)",
            "the warehouse has the task", "task CANCEL", "fulfilment.cancel_answer"),
        new("F18", [.. Steps, .. Paused], Cancelled, "CANCELED (WM), or never dispatched, or all given up (SY)", "nothing shipped", "stock released"),
        new("F19", [CancelRequested], CancelRefused, "CANCELEDFAIL (WM)", "", "work goes on; intercept offered", Step),
        new("F20", [.. Before(PartiallyShipped), .. Paused], WarehouseRejected, "REJECT (WM)", "nothing shipped", "another warehouse is sought"),
        new("F21", [.. Steps, Short, CancelRefused], FulfilmentState.Exception, "EXCEPTION (WM), no answer (SY)", "", "person asked",
            "fulfilment.exception"),
        new("F22", [.. Steps, .. Paused, Shipped, Cancelled, WarehouseRejected], Closed, "CloseFulfilment (SY/OP)", "from CANCEL_REQUESTED: the answer is overdue",
            "open pieces closed short"),
        .. WhereItWas("F23", OnHold, "ResumeFulfilment (CS/SY)"),
        .. WhereItWas("F24", FulfilmentState.Exception, "newer report (WM), ClearFulfilmentException (OP)"),
        .. WhereItWas("F25", CancelRequested, "some pieces cancelled, or refused (WM)"),
        .. WhereItWas("F26", CancelRefused, "newer report (WM)"),
        .. WhereItWas("F27", Short, "ResolveShortage (CS/OP)"),
    ]);

    /// <summary>0 for the first step; grows. States that are no step have none: -1.</summary>
    public static int RankOf(FulfilmentState state) => Ranks.GetValueOrDefault(state, -1);

    /// <summary>A report that moves work back on purpose: what was checked is picked again.</summary>
    public static bool IsRework(FulfilmentState work, FulfilmentState reported) => work is Checked && reported is Picking;

    public static bool IsOpen(FulfilmentState state) => OpenStates.Contains(state);

    private static FulfilmentState[] Before(FulfilmentState state) => [.. Steps.Where(s => s is not Created).TakeWhile(s => s != state)];

    private static IEnumerable<Transition<FulfilmentState>> WhereItWas(string id, FulfilmentState from, string trigger) =>
        Steps.Append(Short).Append(OnHold).Append(FulfilmentState.Exception).Append(CancelRefused)
            .Where(to => to != from && !(from is CancelRequested && to is CancelRefused))
            .Select(to => new Transition<FulfilmentState>(id, [from], to, trigger, "where it was", "", "as in the state entered"));
}
