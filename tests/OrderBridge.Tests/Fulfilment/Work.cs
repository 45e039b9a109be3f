using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Creating;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Parties;

namespace OrderBridge.Tests.Fulfilment;

/// <summary>Builds fulfilment orders the way they come about: by commands.</summary>
internal static class Work
{
    public const string Warehouse = "wh-1";

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Later than every report of a test, so that no report time is cut.</summary>
    public static readonly DateTimeOffset Evening = Noon.AddHours(6);

    public static DateTimeOffset Minute(int minute) => Noon.AddMinutes(minute);

    public static CreateFulfilment Creation(params long[] quantities) => new(
        "ord_abc", "shopify", Warehouse, "res_1", 1, FulfilmentKind.Sale,
        [.. quantities.Select((q, i) => new FulfilmentLine($"L{i + 1}", $"sku-{i + 1}", "Tea", q))],
        new Party("", "", ""), new Address("CN", "Zhejiang", "Hangzhou", "", "", ""));

    public static FulfilmentOrder Created(params long[] quantities)
    {
        var creation = Creation(quantities.Length == 0 ? [5] : quantities);
        return FulfilmentOrder.Unborn(creation.FulfilmentId).Do(creation, Noon);
    }

    public static FulfilmentOrder Dispatched(params long[] quantities) => Created(quantities).Do(new DispatchFulfilment(), Noon);

    public static FulfilmentOrder Do(this FulfilmentOrder order, IFulfilmentCommand command, DateTimeOffset? now = null)
    {
        var decision = command.Decide(order, now ?? Evening);
        Assert.True(decision.Refusal is null, $"{order.State}: {decision.Refusal?.Reason} {decision.Refusal?.Message}");
        return order.Take(decision, now ?? Evening);
    }

    public static FulfilmentOrder Take(this FulfilmentOrder order, Decision decision, DateTimeOffset now) =>
        decision.Events.Aggregate(order, (o, e) => o.Apply(e, now));

    public static string? Refused(this FulfilmentOrder order, IFulfilmentCommand command) => command.Decide(order, Evening).Refusal?.Reason;

    public static ReportProgress Says(FulfilmentState state, int minute, string? id = null) =>
        new(new WarehouseReport(id ?? $"{state}@{minute}", Warehouse, state, Minute(minute)));

    /// <summary>Pieces of L1 in one parcel.</summary>
    public static ReportProgress Ships(FulfilmentState state, int minute, string package, long pieces, string line = "L1") => new(
        Says(state, minute, $"{state}@{minute}/{package}").Report with
        {
            Packages = [new PackageShipped(package, "SF", "t" + package, 900, [new LineQuantity(line, "", pieces)])],
        });

    public static ReportProgress Misses(int minute, long pieces, string line = "L1") =>
        new(Says(FulfilmentState.Short, minute).Report with { MissingLines = [new LineQuantity(line, "", pieces)] });

    public static RequestCancel Cancel() => new("BUYER", "cs:1", []);

    /// <summary>A fulfilment order of five pieces in a state.</summary>
    public static FulfilmentOrder In(FulfilmentState state) => state switch
    {
        FulfilmentState.Created => Created(),
        FulfilmentState.Dispatched => Dispatched(),
        FulfilmentState.PartiallyShipped => Dispatched().Do(Ships(state, 10, "P1", 2)),
        FulfilmentState.Shipped => Dispatched().Do(Ships(state, 10, "P1", 5)),
        FulfilmentState.Short => Dispatched().Do(Misses(10, 2)),
        FulfilmentState.OnHold => In(FulfilmentState.Picking).Do(new HoldFulfilment("ADDRESS", "cs:1")),
        FulfilmentState.CancelRequested => In(FulfilmentState.Picking).Do(Cancel()),
        FulfilmentState.Cancelled or FulfilmentState.CancelRefused => In(FulfilmentState.CancelRequested).Do(Says(state, 20)),
        FulfilmentState.Closed => In(FulfilmentState.Shipped).Do(new CloseFulfilment("DONE")),
        _ => Dispatched().Do(Says(state, 10)),
    };

    public static IEnumerable<FulfilmentState> States => Enum.GetValues<FulfilmentState>().Where(s => s != FulfilmentState.Unspecified);
}
