using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Flows.Holding;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Watching;

namespace OrderBridge.Server.Services;

/// <summary>Sends the newest level of each SKU that changed; changes that come faster than the caller reads are combined.</summary>
public sealed class AvailabilityWatch(StockChangeFeed feed, IStockLevels levels, WarehouseDirectory warehouses, CallGate gate, IHostApplicationLifetime lifetime, TimeProvider timeProvider)
{
    private const int PageSize = 1000;

    public async Task RunAsync(WatchAvailabilityRequest request, IServerStreamWriter<WatchAvailabilityResponse> responses, CancellationToken cancellationToken)
    {
        if (request.SkuIds.Count > PageSize)
        {
            throw Answers.Invalid("sku_ids", "FIELD_INVALID", "Name at most 1,000 SKUs, or none for all.");
        }

        using var place = gate.EnterStream() ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await WatchAsync(new Wanted(request), new Writer(responses, cancellationToken), stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Failures.Draining();
        }
    }

    private async Task WatchAsync(Wanted wanted, Writer responses, CancellationTokenSource stop)
    {
        using var watch = feed.Watch(null);
        using var pulse = new StreamPulse(StreamPulse.Usual, timeProvider);
        await SendAsync(await PresentAsync(wanted, stop.Token).ConfigureAwait(false), responses, pulse, stop.Token).ConfigureAwait(false);
        Task<StockChanges>? next = null;
        while (true)
        {
            next ??= watch.NextAsync(stop.Token).AsTask();
            IReadOnlyList<StockKey> keys = [];
            if (await pulse.WaitAsync(next, stop.Token).ConfigureAwait(false))
            {
                keys = await KeysOfAsync(await next.ConfigureAwait(false), wanted, stop.Token).ConfigureAwait(false);
                next = null;
            }

            // Changes of what nobody asked for are silence too.
            if (keys.Count > 0 || pulse.IsDue)
            {
                await SendAsync(keys, responses, pulse, stop.Token).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IReadOnlyList<StockKey>> KeysOfAsync(StockChanges changed, Wanted wanted, CancellationToken cancellationToken) => changed.HasOverflowed
        ? await PresentAsync(wanted, cancellationToken).ConfigureAwait(false)
        : [.. changed.Keys.Where(wanted.Includes)];

    private async ValueTask<IReadOnlyList<StockKey>> PresentAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        if (wanted.SkuIds.Count > 0)
        {
            return wanted.WarehouseId.Length > 0
                ? [.. wanted.SkuIds.Select(sku => new StockKey(wanted.WarehouseId, sku))]
                : [.. (await warehouses.LevelsAsync(wanted.SkuIds, cancellationToken).ConfigureAwait(false)).Select(l => l.Key)];
        }

        var keys = new List<StockKey>();
        StockKey? after = null;
        while (true)
        {
            var page = await levels.ListAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            keys.AddRange(page.Select(l => l.Key).Where(wanted.Includes));
            if (page.Count < PageSize)
            {
                return keys;
            }

            after = page[^1].Key;
        }
    }

    private async ValueTask SendAsync(
        IReadOnlyList<StockKey> keys, Writer responses, StreamPulse pulse, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            pulse.Beat();
            await responses.WriteAsync(new WatchAvailabilityResponse()).ConfigureAwait(false);
            return;
        }

        foreach (var chunk in keys.Chunk(PageSize))
        {
            var found = await levels.FindManyAsync(chunk, cancellationToken).ConfigureAwait(false);
            pulse.Beat();
            await responses.WriteAsync(new WatchAvailabilityResponse { Levels = { found.Select(StockWire.ToWire) } }).ConfigureAwait(false);
        }
    }

    /// <summary>Writes under the call's own token: one of the hub's, cancelled in the middle of a message, would end the call as cancelled instead of draining.</summary>
    private sealed class Writer(IServerStreamWriter<WatchAvailabilityResponse> responses, CancellationToken call)
    {
        public Task WriteAsync(WatchAvailabilityResponse message) => responses.WriteAsync(message, call);
    }

    private sealed class Wanted(WatchAvailabilityRequest request)
    {
        public HashSet<string> SkuIds { get; } = request.SkuIds.ToHashSet(StringComparer.Ordinal);

        public string WarehouseId => request.WarehouseId;

        public bool Includes(StockKey key) =>
            (SkuIds.Count == 0 || SkuIds.Contains(key.SkuId)) && (WarehouseId.Length == 0 || WarehouseId == key.WarehouseId);
    }
}
