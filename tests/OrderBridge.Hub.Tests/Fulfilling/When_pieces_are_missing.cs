using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_pieces_are_missing(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task The_work_is_short_until_somebody_decides()
    {
        var work = await _hub.WorkAsync("waits", 3);
        var missing = await ShortAsync(work, "s-1", 2);
        Assert.Equal((FulfilmentState.Short, 2), (missing.State, missing.Lines[0].ShortQuantity));
        Assert.Equal(missing, await ShortAsync(work, "s-1", 2));

        var goesOn = await ResolveAsync(work, ShortageOption.Wait);
        Assert.Equal((FulfilmentState.Dispatched, 0), (goesOn.State, goesOn.Lines[0].ShortQuantity));
        Assert.Equal(goesOn, await ResolveAsync(work, ShortageOption.Wait));
        (await Refused.ByAsync(() => ResolveAsync(work, ShortageOption.RefundLine))).Is(StatusCode.FailedPrecondition, "NOTHING_SHORT");
    }

    [Fact]
    public async Task A_refunded_line_is_cancelled_and_the_rest_ships()
    {
        var work = await _hub.WorkAsync("refunded", 3);
        await ShortAsync(work, "s-1", 1);
        await ResolveAsync(work, ShortageOption.RefundLine);
        await _hub.ReportAsync(work, FulfilmentState.Shipped, "r-1", Samples.Parcel("SF-refunded"));
        await _hub.SettleAsync();

        var order = await _hub.OrderAsync(work.OrderId);
        Assert.Equal((2, 1), (order.Lines[0].ShippedQuantity, order.Lines[0].CancelledQuantity));
        Assert.Equal(1000, order.RefundDueAmount.MinorUnits);
    }

    [Fact]
    public async Task More_than_is_open_and_what_names_no_line_are_refused()
    {
        var work = await _hub.WorkAsync("refuses", 3);
        (await Refused.ByAsync(() => ShortAsync(work, "s-1", 4))).Is(StatusCode.InvalidArgument, "SHORT_MORE_THAN_OPEN", "lines[0].missing_quantity");
        (await Refused.ByAsync(_hub.Fulfilment.ReportShortageAsync(new ReportShortageRequest { FulfilmentId = work.FulfilmentId, ReportId = "s-2" })))
            .Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "lines");
        (await Refused.ByAsync(() => ResolveAsync(work, (ShortageOption)99))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "option");
        (await Refused.ByAsync(() => ResolveAsync(work, ShortageOption.Resource))).Is(StatusCode.FailedPrecondition, "SHORTAGE_OPTION_NOT_POSSIBLE");
    }

    [Fact]
    public async Task A_report_id_that_was_used_for_other_pieces_is_refused_and_the_same_report_is_not()
    {
        var work = await _hub.WorkAsync("reused", 3);
        var first = await ShortAsync(work, "s-1", 1);
        Assert.Equal(first, await ShortAsync(work, "s-1", 1));
        (await Refused.ByAsync(() => ShortAsync(work, "s-1", 2))).Is(StatusCode.InvalidArgument, "REPORT_ID_REUSED", "report_id");
    }

    private async Task<FulfilmentOrder> ShortAsync(FulfilmentOrder work, string reportId, long pieces) => (await _hub.Fulfilment.ReportShortageAsync(
        new ReportShortageRequest { FulfilmentId = work.FulfilmentId, ReportId = reportId, Lines = { new ShortLine { LineId = "1", MissingQuantity = pieces } } })).FulfilmentOrder;

    private async Task<FulfilmentOrder> ResolveAsync(FulfilmentOrder work, ShortageOption option) => (await _hub.Fulfilment.ResolveShortageAsync(
        new ResolveShortageRequest { FulfilmentId = work.FulfilmentId, Option = option, Note = "test" })).FulfilmentOrder;
}
