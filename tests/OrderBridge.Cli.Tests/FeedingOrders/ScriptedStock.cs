using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Cli.Tests.FeedingOrders;

/// <summary>Levels as the hub keeps them, with its rules about ids: at most 100 characters, and no other content under a known one.</summary>
internal sealed class ScriptedStock : StockService.StockServiceBase
{
    private readonly Dictionary<string, string> _requests = [];

    public Dictionary<string, StockLevel> Levels { get; } = [];

    /// <summary>Changes that were made.</summary>
    public int Changes { get; private set; }

    public override Task<BatchGetAvailabilityResponse> BatchGetAvailability(BatchGetAvailabilityRequest request, ServerCallContext context) =>
        Task.FromResult(new BatchGetAvailabilityResponse { Levels = { request.SkuIds.Select(sku => Level(sku)) } });

    public override Task<AdjustStockResponse> AdjustStock(AdjustStockRequest request, ServerCallContext context)
    {
        if (request.RequestId.Length is 0 or > 100 || request.Adjustments.Count is 0 or > 1000)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "FIELD_REQUIRED"));
        }

        if (!_requests.TryAdd(request.RequestId, request.ToString()))
        {
            return _requests[request.RequestId] == request.ToString()
                ? Task.FromResult(new AdjustStockResponse())
                : throw new RpcException(new Status(StatusCode.InvalidArgument, "REQUEST_ID_REUSED"));
        }

        Changes++;
        foreach (var change in request.Adjustments)
        {
            Move(change.SkuId, change.OnHandDelta, 0);
        }

        return Task.FromResult(new AdjustStockResponse());
    }

    /// <summary>Changes a level as orders and parcels do.</summary>
    public void Move(string sku, long onHand, long reserved)
    {
        var level = Level(sku);
        level.OnHand += onHand;
        level.Reserved += reserved;
        level.Sellable = level.OnHand - level.Reserved;
    }

    private StockLevel Level(string sku) => Levels.TryGetValue(sku, out var level) ? level : Levels[sku] = new StockLevel { SkuId = sku };
}
