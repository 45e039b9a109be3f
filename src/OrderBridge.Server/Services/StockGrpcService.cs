using System.Collections.Immutable;
using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Flows.Holding;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Explaining;
using OrderBridge.Stock.Ports;
using Reservation = OrderBridge.Stock.Lifecycle.Reservation;
using StockLevel = OrderBridge.Stock.Counting.StockLevel;
using StockLine = OrderBridge.Stock.Counting.StockLine;

namespace OrderBridge.Server.Services;

/// <summary>StockService: translate, call, translate.</summary>
public sealed class StockGrpcService(
    StockCommands commands, StockRequests requests, StockExplainer explainer, IStockLevels levels, IAggregates aggregates, WarehouseDirectory warehouses, AvailabilityWatch watch,
    TimeProvider timeProvider)
    : StockService.StockServiceBase
{
    public override async Task<AdjustStockResponse> AdjustStock(AdjustStockRequest request, ServerCallContext context)
    {
        var command = StockRequests.ToAdjust(request);
        context.RequireWarehouses(command.Adjustments.Select(a => a.Key.WarehouseId));
        var outcome = await commands.AdjustStockAsync(command, Call(context, request.RequestId, Answers.HashOf(request)), context.CancellationToken).ConfigureAwait(false);
        Note(command.Adjustments.Select(a => a.Key.WarehouseId));
        _ = outcome.Require();
        var present = await levels.FindManyAsync([.. command.Adjustments.Select(a => a.Key)], context.CancellationToken).ConfigureAwait(false);
        return new AdjustStockResponse { Levels = { present.Select(StockWire.ToWire) } };
    }

    public override async Task<SetStockResponse> SetStock(SetStockRequest request, ServerCallContext context)
    {
        var command = StockRequests.ToSet(request);
        context.RequireWarehouses(command.Targets.Select(t => t.Key.WarehouseId));
        var outcome = await commands.SetStockAsync(command, Call(context, request.RequestId, Answers.HashOf(request)), context.CancellationToken).ConfigureAwait(false);
        Note(command.Targets.Select(t => t.Key.WarehouseId));
        return new SetStockResponse { Levels = { outcome.Require().Select(StockWire.ToWire) } };
    }

    public override async Task<SetChannelQuotaResponse> SetChannelQuota(SetChannelQuotaRequest request, ServerCallContext context)
    {
        _ = Answers.Text(request.RequestId, "request_id");
        var key = StockRequests.Key(request.WarehouseId, request.SkuId);
        var command = new OrderBridge.Stock.Adjusting.SetChannelQuota(key, Answers.Text(request.ChannelId, "channel_id", 50), request.HasQuota ? request.Quota : null);
        var outcome = await commands.SetChannelQuotaAsync(command, Call(context, request.RequestId, Answers.HashOf(request)), context.CancellationToken).ConfigureAwait(false);
        var quota = outcome.Require().FirstOrDefault(q => q.ChannelId == request.ChannelId);
        var response = new SetChannelQuotaResponse();
        if (quota is not null)
        {
            response.Quota = quota.Quota;
            response.Used = quota.Used;
        }

        return response;
    }

    public override async Task<GetAvailabilityResponse> GetAvailability(GetAvailabilityRequest request, ServerCallContext context)
    {
        var found = await LevelsAsync([Answers.Text(request.SkuId, "sku_id")], request.WarehouseId, context.CancellationToken).ConfigureAwait(false);
        return new GetAvailabilityResponse { Levels = { found.Select(StockWire.ToWire) }, Sellable = found.Sum(l => Math.Max(0, l.Sellable)) };
    }

    public override async Task<BatchGetAvailabilityResponse> BatchGetAvailability(BatchGetAvailabilityRequest request, ServerCallContext context)
    {
        if (request.SkuIds.Count is 0 or > 1000)
        {
            throw Answers.Invalid("sku_ids", "FIELD_INVALID", "Name 1 to 1,000 SKUs.");
        }

        var found = await LevelsAsync(request.SkuIds, request.WarehouseId, context.CancellationToken).ConfigureAwait(false);
        return new BatchGetAvailabilityResponse { Levels = { found.Select(StockWire.ToWire) } };
    }

    public override Task WatchAvailability(
        WatchAvailabilityRequest request, IServerStreamWriter<WatchAvailabilityResponse> responseStream, ServerCallContext context) =>
        watch.RunAsync(request, responseStream, context.CancellationToken);

    public override async Task<ReserveStockResponse> ReserveStock(ReserveStockRequest request, ServerCallContext context)
    {
        context.RequireChannel(request.ChannelId);
        var command = requests.ToReserve(request);
        var call = Call(context, string.Empty, string.Empty);
        var outcome = request.ValidateOnly
            ? await commands.PreviewReserveStockAsync(command, call, context.CancellationToken).ConfigureAwait(false)
            : await commands.ReserveStockAsync(command, call, context.CancellationToken).ConfigureAwait(false);
        var reservation = outcome.Require();
        return new ReserveStockResponse { Reservation = ToWire(reservation), Shortfalls = { reservation.Shortfalls.Select(StockWire.ToWire) } };
    }

    public override async Task<ExtendReservationResponse> ExtendReservation(ExtendReservationRequest request, ServerCallContext context)
    {
        await context.RequireReservationAsync(aggregates, Answers.Text(request.ReservationId, "reservation_id")).ConfigureAwait(false);
        var time = RequestTimes.Required("expire_time", request.ExpireTime).Require();
        var outcome = await commands.ExtendReservationAsync(request.ReservationId, time, Call(context, string.Empty, string.Empty), context.CancellationToken).ConfigureAwait(false);
        return new ExtendReservationResponse { Reservation = ToWire(outcome.Require()) };
    }

    public override async Task<CommitReservationResponse> CommitReservation(CommitReservationRequest request, ServerCallContext context)
    {
        await context.RequireReservationAsync(aggregates, Answers.Text(request.ReservationId, "reservation_id")).ConfigureAwait(false);
        var outcome = await commands.CommitReservationAsync(request.ReservationId, Call(context, string.Empty, string.Empty), context.CancellationToken).ConfigureAwait(false);
        return new CommitReservationResponse { Reservation = ToWire(outcome.Require()) };
    }

    public override async Task<ReleaseReservationResponse> ReleaseReservation(ReleaseReservationRequest request, ServerCallContext context)
    {
        await context.RequireReservationAsync(aggregates, Answers.Text(request.ReservationId, "reservation_id")).ConfigureAwait(false);
        var lines = request.Lines.Count == 0 ? (ImmutableArray<StockLine>?)null : [.. request.Lines.Select(StockRequests.ToLine)];
        var call = Call(context, request.RequestId, Answers.HashOf(request));
        var outcome = await commands.ReleaseReservationAsync(request.ReservationId, lines, request.ReleaseReason, call, context.CancellationToken).ConfigureAwait(false);
        return new ReleaseReservationResponse { Reservation = ToWire(outcome.Require()) };
    }

    public override async Task<ExplainStockResponse> ExplainStock(ExplainStockRequest request, ServerCallContext context)
    {
        var key = StockRequests.Key(request.WarehouseId, request.SkuId);
        var limit = Answers.PageSize(request.PageSize, 100, 1000);
        var after = request.PageToken.Length == 0
            ? 0
            : Streaming.ResumeTokens.TryRead(request.PageToken) ?? throw Answers.Invalid("page_token", "PAGE_TOKEN_INVALID", "Send the next_page_token of the former page, or none.");
        var explained = await explainer.ExplainAsync(key, after, limit, context.CancellationToken).ConfigureAwait(false)
            ?? throw Answers.Missing("STOCK_NOT_FOUND", $"Nothing was ever booked on {key.SkuId} in {key.WarehouseId}.");
        return await ToResponseAsync(explained, context.CancellationToken).ConfigureAwait(false);
    }

    private static StockCall Call(ServerCallContext context, string requestId, string hash) => new(context.Caller().Actor, Callers.Limited(requestId), hash);

    private void Note(IEnumerable<string> warehouseIds)
    {
        foreach (var id in warehouseIds)
        {
            warehouses.Note(id);
        }
    }

    /// <summary>A warehouse asked for by name is answered for every SKU; without a name only the places that know the SKU are worth showing.</summary>
    private ValueTask<IReadOnlyList<StockLevel>> LevelsAsync(IEnumerable<string> skuIds, string warehouseId, CancellationToken cancellationToken) => warehouseId.Length > 0
        ? levels.FindManyAsync([.. skuIds.Select(sku => new StockKey(warehouseId, sku))], cancellationToken)
        : warehouses.LevelsAsync(skuIds, cancellationToken);

    private Contracts.Stock.V1.Reservation ToWire(Reservation reservation) => StockWire.ToWire(reservation, timeProvider.GetUtcNow());

    private async Task<ExplainStockResponse> ToResponseAsync(StockExplanation explained, CancellationToken cancellationToken)
    {
        var response = new ExplainStockResponse
        {
            Level = StockWire.ToWire(explained.Level),
            LedgerLevel = StockWire.ToWire(explained.Ledger.Level),
            Agrees = explained.Level == explained.Ledger.Level,
            NextPageToken = explained.NextPosition is { } next ? Streaming.ResumeTokens.Of(next) : string.Empty,
        };
        response.Movements.AddRange(explained.Movements.Select(StockWire.ToWire));
        var room = new PageRoom();
        foreach (var hold in explained.Ledger.Holds)
        {
            if (await aggregates.FindAsync<Reservation>(hold.ReservationId, cancellationToken).ConfigureAwait(false) is { } reservation
                && ToWire(reservation) is var shown && room.Takes(shown))
            {
                response.Reservations.Add(shown);
            }
        }

        return response;
    }
}
