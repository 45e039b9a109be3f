using System.Collections.Immutable;
using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;

namespace OrderBridge.Orders.Progressing;

/// <summary>Steps that several slices share, each written into the caller's commit. Now is the commit's time.</summary>
public sealed class OrderSteps(IStockHolds holds, OrderOptions options)
{
    public OrderOptions Options => options;

    /// <summary>Holds the open pieces of goods. Null when they are held, or may wait for stock; else why not.</summary>
    internal async ValueTask<Refusal?> HoldStockAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var open = order.Open();
        if (open.IsEmpty)
        {
            return null;
        }

        var answer = await holds.HoldAsync(commit, DemandOf(order, open), cancellationToken).ConfigureAwait(false);
        if (answer.IsHeld)
        {
            var reservationId = NextReservation(order);
            commit.Append(commit.Latest(order), new OrderStockHeld(reservationId, answer.WarehouseId, open));
            return null;
        }

        return answer.Refusal!.Reason == OrderReasons.OutOfStock && MayWait(order, answer) ? null : answer.Refusal;
    }

    /// <summary>Asks for the open pieces of an order without an event of its own.</summary>
    internal ValueTask<HoldAnswer> TryHoldAsync(Commit commit, Order order, CancellationToken cancellationToken) =>
        holds.HoldAsync(commit, DemandOf(order, order.Open()), cancellationToken);

    internal ValueTask<HoldAnswer> TryHoldAsync(Commit commit, HoldDemand demand, CancellationToken cancellationToken) =>
        holds.HoldAsync(commit, demand, cancellationToken);

    /// <summary>Makes the hold permanent and lets work begin, or queues for goods when none are held.</summary>
    internal async ValueTask<Refusal?> ApproveAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var now = commit.Context.OccurredTime;
        var latest = commit.Latest(order);
        foreach (var held in latest.HeldStocks())
        {
            var refusal = await holds.CommitAsync(commit, held.ReservationId, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        latest = commit.Append(latest, new OrderApproved(now + options.Routing));
        if (!latest.Open().IsEmpty)
        {
            commit.Append(latest, new StockAwaited(latest.PromiseTime > now ? latest.PromiseTime : now + options.StockPromise));
        }

        return null;
    }

    /// <summary>Ends the order before delivery: stock goes back, what was paid is due as a refund.</summary>
    internal async ValueTask<Refusal?> CancelAsync(Commit commit, Order order, string reason, CancellationToken cancellationToken)
    {
        var latest = commit.Latest(order);
        var refusal = await ReleaseAllAsync(commit, latest, reason, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            return refusal;
        }

        latest = commit.Append(latest, new OrderCancelled(reason));
        RefundRest(commit, latest, reason);
        return null;
    }

    internal async ValueTask<Refusal?> ReleaseAllAsync(Commit commit, Order order, string reason, CancellationToken cancellationToken)
    {
        foreach (var reservationId in order.HeldBefore.Select(h => h.ReservationId).Append(order.ReservationId).Where(id => id.Length > 0))
        {
            var refusal = await holds.ReleaseAsync(commit, reservationId, null, reason, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    internal ValueTask<Refusal?> ReleaseAsync(
        Commit commit, Order order, string reservationId, ImmutableArray<LinePieces> lines, string reason, CancellationToken cancellationToken) =>
        reservationId.Length == 0 || lines.IsEmpty
            ? ValueTask.FromResult<Refusal?>(null)
            : holds.ReleaseAsync(commit, reservationId, [.. lines.Select(l => ToDemand(order, l))], reason, cancellationToken);

    /// <summary>Gives back what the order needs no longer, each piece to the reservation that held it.</summary>
    internal async ValueTask<Refusal?> ReleaseGoneAsync(Commit commit, Order before, Order after, string reason, CancellationToken cancellationToken)
    {
        var left = after.Stock().ToDictionary(h => h.ReservationId, h => h.Lines, StringComparer.Ordinal);
        foreach (var held in before.Stock())
        {
            var gone = Less(held.Lines, left.GetValueOrDefault(held.ReservationId, []));
            var refusal = await ReleaseAsync(commit, before, held.ReservationId, gone, reason, cancellationToken).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>A hold that still waits takes the order back to review, with the clock it had, while pieces are held that no warehouse has.</summary>
    internal static bool ReviewAgain(Commit commit, Order order)
    {
        var latest = commit.Latest(order);
        var mayWait = latest.State is OrderState.Approved or OrderState.Fulfilling or OrderState.Cancelling && !latest.IsStopAwaited;
        if (!mayWait || latest.Held().IsEmpty || latest.Holds.FirstOrDefault(h => h.State is HoldState.Placed) is not { } hold)
        {
            return false;
        }

        commit.Append(latest, new HoldPlaced(hold, latest.ReviewWarnTime, latest.ReviewBreachTime));
        return true;
    }

    /// <summary>What is paid and not yet due as a refund becomes due.</summary>
    internal static void RefundRest(Commit commit, Order order, string reason)
    {
        var rest = order.Refundable;
        if (rest.MinorUnits > 0)
        {
            commit.Append(order, new RefundBecameDue(rest, reason));
        }
    }

    /// <summary>Every piece that shipped is delivered, lost or back: DELIVERED when one arrived (O13), CANCELLED when none did (O22).</summary>
    internal void CloseDelivery(Commit commit, Order order)
    {
        if (order.State is not OrderState.Shipped || order.Goods.Any(l => l.Quantities.Unsettled > 0))
        {
            return;
        }

        if (order.Goods.Any(l => l.Quantities.Delivered > 0))
        {
            commit.Append(order, new OrderDelivered(commit.Context.OccurredTime + options.AutoConfirm));
            return;
        }

        order = commit.Append(order, new OrderCancelled("every_parcel_back_or_lost"));
        RefundRest(commit, order, "every_parcel_back_or_lost");
    }

    /// <summary>Makes a hold permanent that was placed in this commit.</summary>
    internal ValueTask<Refusal?> CommitHoldAsync(Commit commit, string reservationId, CancellationToken cancellationToken) =>
        holds.CommitAsync(commit, reservationId, cancellationToken);

    /// <summary>Places what the rules ask for and the order does not have, or had decided on other facts.</summary>
    internal Order PlaceHolds(Commit commit, Order order, IEnumerable<(HoldType Type, string Detail)> found)
    {
        var now = commit.Context.OccurredTime;
        var latest = commit.Latest(order);
        // A type has one hold: a second finding of it would take the place of the first, and be asked again with each message.
        foreach (var (type, detail) in found.DistinctBy(f => f.Type))
        {
            if (latest.Holds.All(h => h.Type != type || (h.State is not HoldState.Placed && h.Detail != detail)))
            {
                latest = commit.Append(latest, NewHold(type, detail, now));
            }
        }

        return latest;
    }

    internal HoldPlaced NewHold(HoldType type, string detail, DateTimeOffset now) => new(
        OrderHold.Placed(type, detail, now), now + (options.ReviewWarning * options.ReviewPeakFactor), now + (options.ReviewBreach * options.ReviewPeakFactor));

    internal PaymentAwaited NewPaymentClock(OrderContent content, DateTimeOffset now)
    {
        var promotion = content.CampaignId.Length > 0
            && (options.PromotionCampaigns.IsEmpty || options.PromotionCampaigns.Contains(content.CampaignId));
        var length = promotion ? options.PromotionPayment : options.OnlinePayment;
        return new PaymentAwaited(
            promotion ? OrderTimers.PaymentPromotion : OrderTimers.PaymentOnline, now + (length * options.PaymentReminderAt), now + length);
    }

    /// <summary>Id of the reservation that a hold placed now would make; stable until it is.</summary>
    internal static string NextReservation(Order order) => Kernel.Identifying.ReservationIds.OfOrder(order.Id, order.Reservations + 1);

    internal static HoldDemand DemandOf(Order order, ImmutableArray<LinePieces> lines, ImmutableArray<string>? warehouses = null) => new(
        NextReservation(order), order.Id, order.Content.Key.ChannelId, warehouses ?? order.Content.WarehouseIds, [.. lines.Select(l => ToDemand(order, l))]);

    private static ImmutableArray<LinePieces> Less(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> others) =>
        [.. lines.Select(l => l with { Quantity = l.Quantity - others.Where(o => o.LineId == l.LineId).Sum(o => o.Quantity) }).Where(l => l.Quantity > 0)];

    private static Demand ToDemand(Order order, LinePieces pieces)
    {
        var place = 0;
        while (order.Lines[place].LineId != pieces.LineId)
        {
            place++;
        }

        return new Demand(pieces.LineId, order.Lines[place].Content.SkuId, pieces.Quantity, place);
    }

    private static bool MayWait(Order order, HoldAnswer answer)
    {
        var shortSkus = answer.Shortfalls.Select(s => s.SkuId).ToHashSet(StringComparer.Ordinal);
        return shortSkus.Count > 0 && order.Goods.Where(l => shortSkus.Contains(l.Content.SkuId))
            .All(l => (l.Content.Traits & (LineTraits.BackorderAllowed | LineTraits.Presale)) != 0);
    }
}
