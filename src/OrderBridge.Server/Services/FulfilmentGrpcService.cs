using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Flows.Restocking;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Limiting;
using OrderBridge.Server.WireFormat;
using FulfilmentOrder = OrderBridge.Fulfilment.FulfilmentOrder;
using FulfilmentState = OrderBridge.Fulfilment.FulfilmentState;
using Shipment = OrderBridge.Fulfilment.Shipment;

namespace OrderBridge.Server.Services;

/// <summary>FulfilmentService: translate, call, translate.</summary>
public sealed class FulfilmentGrpcService(
    FulfilmentCommands commands, ShipmentCommands shipments, ReturnedGoods returns, IAggregates aggregates, IFulfilmentReads reads, TaskStream tasks, RefusedMessages refused)
    : FulfilmentService.FulfilmentServiceBase
{
    public override Task StreamFulfilmentTasks(
        StreamFulfilmentTasksRequest request, IServerStreamWriter<StreamFulfilmentTasksResponse> responseStream, ServerCallContext context) =>
        tasks.RunAsync(request, responseStream, context);

    public override async Task<ReportFulfilmentProgressResponse> ReportFulfilmentProgress(ReportFulfilmentProgressRequest request, ServerCallContext context)
    {
        return await refused.KeepAsync(request, context, () => ReportAsync(request, context)).ConfigureAwait(false);
    }

    public override async Task<ReportShortageResponse> ReportShortage(ReportShortageRequest request, ServerCallContext context)
    {
        return await refused.KeepAsync(request, context, () => ReportAsync(request, context)).ConfigureAwait(false);
    }

    public override async Task<ResolveShortageResponse> ResolveShortage(ResolveShortageRequest request, ServerCallContext context)
    {
        if (request.Option is Contracts.Fulfilment.V1.ShortageOption.Resource or Contracts.Fulfilment.V1.ShortageOption.Substitute)
        {
            throw ProblemWire.ToRpcException(Refusal.State(
                "SHORTAGE_OPTION_NOT_POSSIBLE", "One warehouse sends an order as a whole: wait for goods, or refund the missing pieces and take a new order for others."));
        }

        var command = new ResolveShortage(FulfilmentEnums.ShortageOption.Known(request.Option, "option"), request.Note);
        var outcome = await commands.ResolveShortageAsync(Call(context, request.RequestId), Answers.Text(request.FulfilmentId, "fulfilment_id"), command, context.CancellationToken).ConfigureAwait(false);
        return new ResolveShortageResponse { FulfilmentOrder = FulfilmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<HoldFulfilmentResponse> HoldFulfilment(HoldFulfilmentRequest request, ServerCallContext context)
    {
        var reason = Answers.Text(request.HoldReason, "hold_reason", 500);
        var outcome = await commands.HoldAsync(Call(context, request.RequestId), Answers.Text(request.FulfilmentId, "fulfilment_id"), reason, context.CancellationToken).ConfigureAwait(false);
        return new HoldFulfilmentResponse { FulfilmentOrder = FulfilmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<ResumeFulfilmentResponse> ResumeFulfilment(ResumeFulfilmentRequest request, ServerCallContext context)
    {
        var present = await FindAsync(request.FulfilmentId, context).ConfigureAwait(false);
        var outcome = present.State is FulfilmentState.Exception
            ? await commands.ClearExceptionAsync(Call(context, request.RequestId), request.FulfilmentId, request.ResumeReason, context.CancellationToken).ConfigureAwait(false)
            : await commands.ResumeAsync(Call(context, request.RequestId), request.FulfilmentId, context.CancellationToken).ConfigureAwait(false);
        return new ResumeFulfilmentResponse { FulfilmentOrder = FulfilmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<RequestInterceptResponse> RequestIntercept(RequestInterceptRequest request, ServerCallContext context)
    {
        var reason = Answers.Text(request.InterceptReason, "intercept_reason", 500);
        var outcome = await shipments.RequestInterceptAsync(Call(context, request.RequestId), Answers.Text(request.ShipmentId, "shipment_id", 200), reason, context.CancellationToken).ConfigureAwait(false);
        return new RequestInterceptResponse { Shipment = ShipmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<ReportReturnedGoodsResponse> ReportReturnedGoods(ReportReturnedGoodsRequest request, ServerCallContext context)
    {
        return await refused.KeepAsync(request, context, () => TakeBackAsync(request, context)).ConfigureAwait(false);
    }

    public override async Task<GetFulfilmentOrderResponse> GetFulfilmentOrder(GetFulfilmentOrderRequest request, ServerCallContext context) =>
        new() { FulfilmentOrder = FulfilmentWire.ToWire(await FindAsync(request.FulfilmentId, context).ConfigureAwait(false)) };

    public override async Task<ListFulfilmentOrdersResponse> ListFulfilmentOrders(ListFulfilmentOrdersRequest request, ServerCallContext context)
    {
        var query = new FulfilmentQuery(
            context.OneWarehouse(request.WarehouseId), request.OrderId, Answers.AllKnown(FulfilmentEnums.State, request.States, "states"), Answers.PageSize(request.PageSize, 50, 500), request.PageToken);
        var page = await PageAsync(query, context.CancellationToken).ConfigureAwait(false);
        var room = new PageRoom();
        var response = new ListFulfilmentOrdersResponse { FulfilmentOrders = { page.Items.Select(FulfilmentWire.ToWire).TakeWhile(room.Takes) } };
        var shown = response.FulfilmentOrders.Count;
        if (shown < page.Items.Count)
        {
            page = await PageAsync(query with { PageSize = shown }, context.CancellationToken).ConfigureAwait(false); // For its token: the store writes them.
        }

        response.NextPageToken = page.NextPageToken;
        return response;
    }

    private static CommandCall Call(ServerCallContext context, string requestId = "") => new(context.Caller().Actor, RequestId: Callers.Limited(requestId));

    private static CommandCall ReportCall(ServerCallContext context, IMessage request) => Call(context) with { RawIfRefused = RefusedMessages.RawOf(request) };

    private async Task<ReportFulfilmentProgressResponse> ReportAsync(ReportFulfilmentProgressRequest request, ServerCallContext context)
    {
        var before = await FindAsync(request.FulfilmentId, context).ConfigureAwait(false);
        _ = Answers.Text(request.ReportId, "report_id");
        var report = ReportWire.ToReport(request, before).Require();
        var outcome = await commands.ReportProgressAsync(ReportCall(context, request), request.FulfilmentId, report, context.CancellationToken).ConfigureAwait(false);
        var after = outcome.Require();
        return new ReportFulfilmentProgressResponse { FulfilmentOrder = FulfilmentWire.ToWire(after), StateUnchanged = after.State == before.State };
    }

    private async Task<ReportShortageResponse> ReportAsync(ReportShortageRequest request, ServerCallContext context)
    {
        var before = await FindAsync(request.FulfilmentId, context).ConfigureAwait(false);
        _ = Answers.Text(request.ReportId, "report_id");
        var report = ReportWire.ToReport(request, before).Require();
        var outcome = await commands.ReportShortageAsync(ReportCall(context, request), request.FulfilmentId, report, context.CancellationToken).ConfigureAwait(false);
        return new ReportShortageResponse { FulfilmentOrder = FulfilmentWire.ToWire(outcome.Require()) };
    }

    private async Task<ReportReturnedGoodsResponse> TakeBackAsync(ReportReturnedGoodsRequest request, ServerCallContext context)
    {
        _ = Answers.Text(request.ReportId, "report_id");
        var time = RequestTimes.Read("report_time", request.ReportTime).Require();
        context.RequireWarehouse(Answers.Text(request.WarehouseId, "warehouse_id"));
        if (request.ShipmentId.Length > 0)
        {
            return await ReceiveParcelAsync(request, time, context).ConfigureAwait(false);
        }

        var command = new ReportReturn(Answers.Text(request.OrderId, "order_id"), request.WarehouseId, request.ReportId, ReportWire.ToReturnedPieces(request), time);
        var outcome = await returns.ReportAsync(command, context.As(request.ReportId), context.CancellationToken).ConfigureAwait(false);
        return new ReportReturnedGoodsResponse { OrderId = outcome.Require().Id };
    }

    private async Task<ReportReturnedGoodsResponse> ReceiveParcelAsync(ReportReturnedGoodsRequest request, DateTimeOffset? time, ServerCallContext context)
    {
        var parcel = await aggregates.FindAsync<Shipment>(request.ShipmentId, context.CancellationToken).ConfigureAwait(false)
            ?? throw Answers.Missing(FulfilmentReasons.ShipmentNotFound, $"There is no shipment {request.ShipmentId}.");
        var command = new RecordGoodsReceivedBack(
            request.WarehouseId, ReportWire.ToReturnedLines(request, parcel), request.ReportId, time);
        var outcome = await shipments.RecordGoodsReceivedBackAsync(Call(context, request.ReportId), request.ShipmentId, command, context.CancellationToken).ConfigureAwait(false);
        return new ReportReturnedGoodsResponse { OrderId = outcome.Require().OrderId };
    }

    private async ValueTask<FulfilmentPage> PageAsync(FulfilmentQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await reads.ListAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException) when (query.PageToken.Length > 0) // The page size was checked, so it is the token.
        {
            throw Answers.Invalid("page_token", "PAGE_TOKEN_INVALID", "Send the next_page_token of the former page with the same filters, or none.");
        }
    }

    private async ValueTask<FulfilmentOrder> FindAsync(string id, ServerCallContext context)
    {
        var work = await aggregates.FindAsync<FulfilmentOrder>(Answers.Text(id, "fulfilment_id"), context.CancellationToken).ConfigureAwait(false)
            ?? throw Answers.Missing(FulfilmentReasons.FulfilmentNotFound, $"There is no fulfilment order {id}.");
        context.RequireWarehouse(work.WarehouseId);
        return work;
    }
}
