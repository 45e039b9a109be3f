using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Reading;

/// <inheritdoc cref="IOrderReads"/>
public sealed class OrderReads(IRowSource rows) : IOrderReads
{
    /// <summary>A page of 500 and one more, which tells whether there is a next page.</summary>
    private const int LimitMax = 501;

    public async ValueTask<IReadOnlyList<(string OrderId, DateTimeOffset OrderTime)>> ListAsync(
        OrderQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, LimitMax);
        var page = await rows.ListAsync(
            source => OfSku(After(Within(OfPeople(source.Of<OrderRow>(), query), query), query), source, query)
                .OrderByDescending(o => o.OrderTimeUs).ThenBy(o => o.OrderId).Take(query.Limit)
                .Select(o => new { o.OrderId, o.OrderTimeUs }),
            cancellationToken).ConfigureAwait(false);
        return [.. page.Select(o => (o.OrderId, HashChain.FromMicroseconds(o.OrderTimeUs)))];
    }

    public async ValueTask<IReadOnlyList<WaitingOrder>> AwaitingAsync(
        IReadOnlyCollection<string> skuIds, WaitingOrder? after, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.ListAsync(
            source => After(Awaiting(source, skuIds), after)
                .OrderByDescending(o => o.Priority).ThenBy(o => o.PayTimeUs ?? o.OrderTimeUs).ThenBy(o => o.OrderId)
                .Take(limit).Select(o => new { o.OrderId, o.Priority, SinceUs = o.PayTimeUs ?? o.OrderTimeUs }),
            cancellationToken).ConfigureAwait(false);
        return [.. page.Select(o => new WaitingOrder(o.OrderId, o.Priority, HashChain.FromMicroseconds(o.SinceUs)))];
    }

    public async ValueTask<IReadOnlyDictionary<OrderState, long>> CountByStateAsync(CancellationToken cancellationToken)
    {
        var counts = await rows.ListAsync(
            source => source.Of<OrderRow>().GroupBy(o => o.State).Select(g => new { State = g.Key, Count = g.LongCount() }),
            cancellationToken).ConfigureAwait(false);
        return counts.ToDictionary(c => (OrderState)c.State, c => c.Count);
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> CountRefusalsAsync(CancellationToken cancellationToken)
    {
        var orders = await rows.ListAsync(
            source => source.Of<OrderRow>().Where(o => o.RejectReason != "").GroupBy(o => o.RejectReason)
                .Select(g => new { Reason = g.Key, Count = g.LongCount() }),
            cancellationToken).ConfigureAwait(false);
        var messages = await rows.ListAsync(
            source => source.Of<QuarantineRow>().GroupBy(q => q.Reason).Select(g => new { Reason = g.Key, Count = g.LongCount() }),
            cancellationToken).ConfigureAwait(false);
        return orders.Concat(messages).GroupBy(c => c.Reason, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Count), StringComparer.Ordinal);
    }

    /// <summary>Names a line by its whole key: without the time, all lines that were ever sold of the SKU would be read for each order that waits.</summary>
    private static IQueryable<OrderRow> Awaiting(IRowQuery source, IReadOnlyCollection<string> skuIds) => source.Of<OrderRow>()
        .Where(o => o.State == (int)OrderState.AwaitingStock && source.Of<OrderLineRow>().Any(l =>
            skuIds.Contains(l.SkuId) && l.OrderTimeUs == o.OrderTimeUs && l.OrderId == o.OrderId && l.OpenPieces > 0));

    private static IQueryable<OrderRow> After(IQueryable<OrderRow> waiting, WaitingOrder? after)
    {
        if (after is null)
        {
            return waiting;
        }

        var sinceUs = HashChain.Microseconds(after.SinceTime);
        return waiting.Where(o => o.Priority < after.Priority
            || (o.Priority == after.Priority && ((o.PayTimeUs ?? o.OrderTimeUs) > sinceUs
                || ((o.PayTimeUs ?? o.OrderTimeUs) == sinceUs && string.Compare(o.OrderId, after.OrderId) > 0))));
    }

    private static IQueryable<OrderRow> OfPeople(IQueryable<OrderRow> orders, OrderQuery query)
    {
        if (query.ChannelId.Length > 0)
        {
            orders = orders.Where(o => o.ChannelId == query.ChannelId);
        }

        // The tests for emptiness let a database use its partial indexes.
        return query.PhoneHash.Length == 0
            ? orders
            : orders.Where(o => (o.BuyerPhoneHash != "" && o.BuyerPhoneHash == query.PhoneHash)
                || (o.RecipientPhoneHash != "" && o.RecipientPhoneHash == query.PhoneHash));
    }

    private static IQueryable<OrderRow> Within(IQueryable<OrderRow> orders, OrderQuery query)
    {
        if (query.States is { Count: > 0 } states)
        {
            var numbers = states.Select(s => (int)s).ToArray();
            orders = orders.Where(o => numbers.Contains(o.State));
        }

        if (query.OrderTimeMin is { } min)
        {
            var minUs = HashChain.Microseconds(min);
            orders = orders.Where(o => o.OrderTimeUs >= minUs);
        }

        if (query.OrderTimeMax is { } max)
        {
            var maxUs = HashChain.Microseconds(max);
            orders = orders.Where(o => o.OrderTimeUs < maxUs);
        }

        return orders;
    }

    private static IQueryable<OrderRow> After(IQueryable<OrderRow> orders, OrderQuery query)
    {
        if (query.After is not { } after)
        {
            return orders;
        }

        var afterUs = HashChain.Microseconds(after.OrderTime);
        return orders.Where(o => o.OrderTimeUs <= afterUs
            && (o.OrderTimeUs < afterUs || string.Compare(o.OrderId, after.OrderId) > 0));
    }

    /// <summary>Joins on time too, so that the line index, which is in time order, gives the page's order.</summary>
    private static IQueryable<OrderRow> OfSku(IQueryable<OrderRow> orders, IRowQuery source, OrderQuery query) => query.SkuId.Length == 0
        ? orders
        : from order in orders
          join line in source.Of<OrderLineRow>()
              on new { order.OrderTimeUs, order.OrderId } equals new { line.OrderTimeUs, line.OrderId }
          where line.SkuId == query.SkuId
          select order;
}
