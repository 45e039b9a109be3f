using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Scenarios.Orders;

/// <summary>Cancellations that overlap, and warehouses of which one refuses, stops or rejects while another works on.</summary>
public sealed class When_an_order_has_two_works
{
    private int _reports;

    [Fact]
    public async Task The_whole_is_cancelled_while_a_part_waits_and_nothing_is_sent()
    {
        await using var world = await OneWorkAsync();
        Assert.Null(await world.CancelAsync("1", new LinePieces("1", 1)));
        Assert.Null(await CancelOnChannelAsync(world));
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));

        await world.ReportAsync("1", FulfilmentState.Cancelled);
        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Cancelling, 1), (order.State, order.Lines[0].Quantities.Cancelled));
        Assert.Equal(new LineQuantity("2", "b", 1), Assert.Single((await world.WorkAsync("1")).Cancellation!.Lines));
        await world.ReportAsync("1", FulfilmentState.Cancelled);

        await IsCancelledAsync(world, works: 1);
    }

    [Fact]
    public async Task A_refusal_to_stop_a_part_is_no_refusal_to_stop_the_whole()
    {
        await using var world = await OneWorkAsync();
        await world.CancelAsync("1", new LinePieces("1", 1));
        await CancelOnChannelAsync(world);

        await world.ReportAsync("1", FulfilmentState.CancelRefused, "picked");
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        Assert.Equal(2, (await world.WorkAsync("1")).Cancellation!.Lines.Length);
        await world.ReportAsync("1", FulfilmentState.CancelRefused, "picked");

        Assert.Equal((OrderState.Fulfilling, null), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).Cancellation));
        await world.ShipAsync("1", "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_refusal_that_is_followed_after_the_warehouse_was_asked_again_ends_nothing()
    {
        await using var world = await OneWorkAsync();
        var work = await world.WorkAsync("1");
        var commands = world.Get<FulfilmentCommands>();
        await commands.RequestCancelAsync(new CommandCall("operations:tests"), work.Id, new RequestCancel("split", "operations:tests", [new LineQuantity("2", "b", 1)]), default);
        await commands.ReportProgressAsync(new CommandCall("warehouse:tests"), work.Id, Report(work, FulfilmentState.CancelRefused), default);
        await commands.RequestCancelAsync(new CommandCall("operations:tests"), work.Id, new RequestCancel("all", "operations:tests", []), default);
        await world.Get<OrderCommands>().RequestCancellationAsync(
            new OrderBridge.Orders.Cancellations.RequestCancellation((await world.OrderAsync("1")).Id, "changed_mind", [], "c", string.Empty), new Caller("tests:story", ""), default);
        await world.SettleAsync();

        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        await world.ReportAsync("1", FulfilmentState.Cancelled);
        await IsCancelledAsync(world, works: 1);
    }

    [Fact]
    public async Task One_warehouse_cannot_stop_and_what_the_other_stops_is_cancelled()
    {
        await using var world = await TwoWorksAsync();
        Assert.Null(await world.CancelAsync("1"));

        await ReportAsync(world, 1, FulfilmentState.CancelRefused);
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        await ReportAsync(world, 2, FulfilmentState.Cancelled);

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Fulfilling, 2, 1000), (order.State, order.FulfilmentIds.Length, order.RefundDue.MinorUnits));
        Assert.Equal((0, 1), (order.Lines[0].Quantities.Cancelled, order.Lines[1].Quantities.Cancelled));
        await ShipAsync(world, 1, "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_part_that_one_warehouse_sends_after_all_is_asked_of_the_other()
    {
        await using var world = await TwoWorksAsync(sameLine: true);
        Assert.Null(await world.CancelAsync("1", new LinePieces("1", 1)));
        Assert.Null((await WorkAsync(world, 2)).Cancellation);

        await ShipAsync(world, 1, "SF1");
        Assert.NotNull((await WorkAsync(world, 2)).Cancellation);
        await ReportAsync(world, 2, FulfilmentState.Cancelled);

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Shipped, 1000, 2), (order.State, order.RefundDue.MinorUnits, order.FulfilmentIds.Length));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Rejected_work_waits_for_a_person_while_the_other_is_sent()
    {
        await using var world = await TwoWorksAsync();
        await ReportAsync(world, 2, FulfilmentState.WarehouseRejected);
        Assert.Equal((OrderState.PendingReview, 2), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).FulfilmentIds.Length));
        await ShipAsync(world, 1, "SF1");
        Assert.Equal(OrderState.PendingReview, await world.StateAsync("1"));

        await ResolveAsync(world);
        Assert.Equal((OrderState.Fulfilling, 3), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).FulfilmentIds.Length));
        await ReportAsync(world, 3, FulfilmentState.WarehouseRejected);
        Assert.Equal(OrderState.PendingReview, await world.StateAsync("1"));
        await ResolveAsync(world);
        await ShipAsync(world, 4, "SF2");

        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_person_who_gives_up_rejected_pieces_has_the_other_warehouse_stopped_too()
    {
        await using var world = await TwoWorksAsync();
        await ReportAsync(world, 2, FulfilmentState.WarehouseRejected);

        Assert.Null((await world.Get<OrderCommands>().RejectHoldAsync(Decision(await world.OrderAsync("1")), new Caller("tests:story", ""), default)).Refusal);
        await world.SettleAsync();
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        await ReportAsync(world, 1, FulfilmentState.Cancelled);

        await IsCancelledAsync(world, works: 2);
    }

    [Fact]
    public async Task A_part_that_is_cancelled_during_the_review_leaves_the_rest_there()
    {
        await using var world = await TwoWorksAsync(pieces: 2);
        await ReportAsync(world, 2, FulfilmentState.WarehouseRejected);

        Assert.Null(await world.CancelAsync("1", new LinePieces("2", 1)));
        Assert.Equal((OrderState.PendingReview, 1000), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).RefundDue.MinorUnits));
        Assert.Null(await world.CancelAsync("1", new LinePieces("1", 1)));
        await ReportAsync(world, 1, FulfilmentState.CancelRefused);
        Assert.Equal((OrderState.PendingReview, 2), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).FulfilmentIds.Length));

        Assert.Null(await world.CancelAsync("1", new LinePieces("2", 1)));
        Assert.Equal((OrderState.Fulfilling, false), ((await world.OrderAsync("1")).State, (await world.OrderAsync("1")).HasPlacedHold));
        await ShipAsync(world, 1, "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Rejected_work_goes_to_another_warehouse_while_the_first_works_on()
    {
        await using var world = await TwoWorksElsewhereAsync();
        Assert.Equal(4, (await world.LevelAsync("b")).Sellable);

        await ShipAsync(world, 1, "SF1");
        await ShipAsync(world, 3, "SF2");

        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Work_in_two_warehouses_is_cancelled_and_the_stock_of_both_is_free()
    {
        await using var world = await TwoWorksElsewhereAsync();
        Assert.Null(await world.CancelAsync("1"));
        await ReportAsync(world, 1, FulfilmentState.Cancelled);
        await ReportAsync(world, 3, FulfilmentState.Cancelled);

        await IsCancelledAsync(world, works: 3);
    }

    [Fact]
    public async Task Work_that_two_warehouses_give_back_at_once_keeps_to_the_stock_of_each()
    {
        await using var world = await TwoWorksElsewhereAsync();
        foreach (var number in new[] { 1, 3 })
        {
            var work = await WorkAsync(world, number);
            var commands = world.Get<FulfilmentCommands>();
            Assert.Null((await commands.RequestCancelAsync(new CommandCall("operations:tests"), work.Id, new RequestCancel("split", "operations:tests", []), default)).Refusal);
            Assert.Null((await commands.ReportProgressAsync(new CommandCall("warehouse:tests"), work.Id, Report(work, FulfilmentState.Cancelled), default)).Refusal);
        }

        await world.SettleAsync();

        var fourth = await WorkAsync(world, 4);
        Assert.Equal(("WH-2", "b"), (fourth.WarehouseId, Assert.Single(fourth.Lines).SkuId));
        Assert.Equal(OrderState.PendingReview, await world.StateAsync("1")); // The first warehouse rejected a part before.
        await ResolveAsync(world);
        var fifth = await WorkAsync(world, 5);
        Assert.Equal(("WH-1", "a"), (fifth.WarehouseId, Assert.Single(fifth.Lines).SkuId));
        await ShipAsync(world, 4, "SF1");
        await ShipAsync(world, 5, "SF2");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task Work_rejected_while_a_part_is_to_be_cancelled_is_not_sent_to_the_same_warehouse_again()
    {
        await using var world = await OneWorkAsync();
        Assert.Null(await world.CancelAsync("1", new LinePieces("2", 1)));

        await world.ReportAsync("1", FulfilmentState.WarehouseRejected);

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.PendingReview, 1, 1000), (order.State, order.FulfilmentIds.Length, order.RefundDue.MinorUnits));
        await ResolveAsync(world);
        await ShipAsync(world, 2, "SF1");
        Assert.Equal(OrderState.Shipped, await world.StateAsync("1"));
        await world.ProveAsync();
    }

    [Fact]
    public async Task A_warehouse_that_never_answers_is_closed_and_the_cancellation_completes()
    {
        await using var world = await OneWorkAsync();
        Assert.Null(await world.CancelAsync("1"));
        Assert.Equal(FulfilmentReasons.CancellationPending, (await CloseAsync(world))!.Reason);

        await world.PassAsync(TimeSpan.FromDays(3));
        Assert.Null(await CloseAsync(world));

        await IsCancelledAsync(world, works: 1);
    }

    [Fact]
    public async Task A_cancellation_meets_a_parcel_that_has_not_been_followed_yet()
    {
        await using var world = new World();
        await world.StartAsync(("a", 5));
        await world.IngestAsync(Content.Order("1", "a", 5));
        var work = await world.WorkAsync("1");
        var parcel = Report(work, FulfilmentState.PartiallyShipped) with { Packages = [new PackageShipped("SF1", "sf", "SF1", 500, [new LineQuantity("1", "a", 2)])] };
        Assert.Null((await world.Get<FulfilmentCommands>().ReportProgressAsync(new CommandCall("warehouse:tests"), work.Id, parcel, default)).Refusal);

        var cancellation = new OrderBridge.Orders.Cancellations.RequestCancellation((await world.OrderAsync("1")).Id, "changed_mind", [], "c", string.Empty);
        Assert.Null((await world.Get<OrderCommands>().RequestCancellationAsync(cancellation, new Caller("tests:story", ""), default)).Refusal);
        await world.SettleAsync();
        Assert.Equal(OrderState.Cancelling, await world.StateAsync("1"));
        await world.ReportAsync("1", FulfilmentState.Cancelled);

        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Shipped, 3000), (order.State, order.RefundDue.MinorUnits));
        await world.ProveAsync();
    }

    private static OrderContent TwoLines(long pieces = 1)
    {
        var one = Content.Order("1", "a", pieces);
        var total = new Money(2000 * pieces, "CNY");
        return one with
        {
            Lines = [one.Lines[0], one.Lines[0] with { LineId = "2", SkuId = "b" }], Total = total, Payment = one.Payment with { PaidAmount = total },
        };
    }

    /// <summary>Two lines in one work that the warehouse has accepted.</summary>
    private static async Task<World> OneWorkAsync(OrderContent? content = null)
    {
        var world = new World();
        await world.StartAsync(("a", 4), ("b", 4));
        await world.IngestAsync(content ?? TwoLines());
        await world.ReportAsync("1", FulfilmentState.Accepted);
        return world;
    }

    /// <summary>Operations take a part away from the first work; a second one is made of it.</summary>
    private static async Task<World> TwoWorksAsync(bool sameLine = false, long pieces = 1)
    {
        var world = await OneWorkAsync(sameLine ? Content.Order("1", "a", 2) : TwoLines(pieces));
        var work = await world.WorkAsync("1");
        LineQuantity part = sameLine ? new("1", "a", 1) : new("2", "b", pieces);
        Assert.Null((await world.Get<FulfilmentCommands>().RequestCancelAsync(
            new CommandCall("operations:tests"), work.Id, new RequestCancel("split", "operations:tests", [part]), default)).Refusal);
        await world.SettleAsync();
        await world.ReportAsync("1", FulfilmentState.Cancelled);
        Assert.Equal(2, (await world.OrderAsync("1")).Work.Count);
        return world;
    }

    /// <summary>The second work was rejected and is now in another warehouse.</summary>
    private async Task<World> TwoWorksElsewhereAsync()
    {
        var world = await TwoWorksAsync();
        await world.CountAsync("b", 1, "WH-2");
        await ReportAsync(world, 2, FulfilmentState.WarehouseRejected);
        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Fulfilling, 3, 2), (order.State, order.FulfilmentIds.Length, order.Work.Count));
        Assert.Equal("WH-2", (await WorkAsync(world, 3)).WarehouseId);
        return world;
    }

    private static Task<OrderBridge.Kernel.Deciding.Refusal?> CancelOnChannelAsync(World world)
    {
        var content = TwoLines();
        var later = content.ChannelUpdateTime.AddMinutes(5);
        return world.IngestAsync(content with { ChannelUpdateTime = later, CancelTime = later, CancelReason = "all" });
    }

    private static async Task<FulfilmentOrder> WorkAsync(World world, int number) =>
        (await world.Get<IAggregates>().FindAsync<FulfilmentOrder>((await world.OrderAsync("1")).FulfilmentIds[number - 1], default))!;

    private WarehouseReport Report(FulfilmentOrder work, FulfilmentState state) => new($"two-{++_reports}", work.WarehouseId, state, null);

    private async Task ReportAsync(World world, int number, FulfilmentState state, params PackageShipped[] packages)
    {
        var work = await WorkAsync(world, number);
        var report = Report(work, state) with { Packages = [.. packages] };
        Assert.Null((await world.Get<FulfilmentCommands>().ReportProgressAsync(new CommandCall("warehouse:tests"), work.Id, report, default)).Refusal);
        await world.SettleAsync();
    }

    private async Task ShipAsync(World world, int number, string parcel) =>
        await ReportAsync(world, number, FulfilmentState.Shipped, new PackageShipped(parcel, "sf", parcel, 500, (await WorkAsync(world, number)).Remaining()));

    private static DecideHold Decision(Order order) =>
        new(order.Id, order.Holds.Single(h => h.State is HoldState.Placed).HoldId, "decided", "operations:tests", IsSupervisor: true);

    private static async Task ResolveAsync(World world)
    {
        Assert.Null((await world.Get<OrderCommands>().ResolveHoldAsync(Decision(await world.OrderAsync("1")), new Caller("tests:story", ""), default)).Refusal);
        await world.SettleAsync();
    }

    private static async Task<OrderBridge.Kernel.Deciding.Refusal?> CloseAsync(World world)
    {
        var outcome = await world.Get<FulfilmentCommands>().CloseAsync(new CommandCall("operations:tests"), (await world.WorkAsync("1")).Id, "no answer", default);
        await world.SettleAsync();
        return outcome.Refusal;
    }

    private static async Task IsCancelledAsync(World world, int works)
    {
        var order = await world.OrderAsync("1");
        Assert.Equal((OrderState.Cancelled, works, 2000), (order.State, order.FulfilmentIds.Length, order.RefundDue.MinorUnits));
        Assert.Equal((4, 4), ((await world.LevelAsync("a")).Sellable, (await world.LevelAsync("b")).Sellable));
        await world.ProveAsync();
    }
}
