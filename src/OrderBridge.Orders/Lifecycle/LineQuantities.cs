using OrderBridge.Orders.Intake;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>
/// Where the pieces of one line are. Always: ordered = open + reserved + allocated + shipped + cancelled; shipped = in transit + delivered +
/// lost + came back; returned = came back + returned after delivery, of which there are no more than delivered; nothing below zero.
/// </summary>
public sealed record LineQuantities(
    long Ordered, long Open, long Reserved, long Allocated, long Shipped, long Cancelled, long Delivered, long Lost, long Returned)
{
    /// <summary>A new line: every piece is open.</summary>
    public static LineQuantities New(long ordered) => new(ordered, ordered, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>A line as it was sent. A rejected order keeps impossible numbers too; they are cut at the largest possible one, so that sums hold.</summary>
    public static LineQuantities Asked(long ordered) => New(Math.Clamp(ordered, -ContentRules.QuantityMax, ContentRules.QuantityMax));

    /// <summary>Of the returned pieces, those that never were delivered: refused or undeliverable parcels.</summary>
    public long CameBack { get; init; }

    public long InTransit => Shipped - Delivered - Lost - CameBack;

    /// <summary>Pieces that can still be cancelled.</summary>
    public long Unshipped => Open + Reserved + Allocated;

    /// <summary>Pieces that left and are neither delivered, lost nor back.</summary>
    public long Unsettled => InTransit;

    private long ReturnedAfterDelivery => Returned - CameBack;

    /// <summary>The same quantities when they hold together.</summary>
    /// <exception cref="InvalidOperationException">They do not: a bug or a forged journal.</exception>
    public LineQuantities Checked()
    {
        var whole = Ordered == checked(Open + Reserved + Allocated + Shipped + Cancelled);
        var sound = whole && Open >= 0 && Reserved >= 0 && Allocated >= 0 && Shipped >= 0 && Cancelled >= 0
            && Delivered >= 0 && Lost >= 0 && CameBack >= 0 && InTransit >= 0 && ReturnedAfterDelivery >= 0 && ReturnedAfterDelivery <= Delivered;
        return sound ? this : throw new InvalidOperationException($"Quantities do not hold together: {this}.");
    }

    public LineQuantities Hold(long pieces) => (this with { Open = Open - pieces, Reserved = Reserved + pieces }).Checked();

    public LineQuantities Unhold() => (this with { Open = Open + Reserved, Reserved = 0 }).Checked();

    public LineQuantities Allocate(long pieces) => (this with { Reserved = Reserved - pieces, Allocated = Allocated + pieces }).Checked();

    public LineQuantities Deallocate(long pieces) => (this with { Allocated = Allocated - pieces, Reserved = Reserved + pieces }).Checked();

    public LineQuantities Ship(long pieces) => (this with { Allocated = Allocated - pieces, Shipped = Shipped + pieces }).Checked();

    /// <summary>Pieces that were closed short turned up and left after all.</summary>
    public LineQuantities ShipCancelled(long pieces) => (this with { Cancelled = Cancelled - pieces, Shipped = Shipped + pieces }).Checked();

    public LineQuantities Deliver(long pieces) => (this with { Delivered = Delivered + pieces }).Checked();

    public LineQuantities Lose(long pieces) => (this with { Lost = Lost + pieces }).Checked();

    /// <summary>
    /// Pieces are back at a warehouse: delivered ones first; of a parcel that never arrived those on their way first, then lost ones that were found.
    /// </summary>
    public LineQuantities Return(long pieces, bool isUndelivered)
    {
        var fromTransit = isUndelivered
            ? Math.Min(pieces, InTransit)
            : Math.Max(0, pieces - (Delivered - ReturnedAfterDelivery));
        var found = isUndelivered ? Math.Min(pieces - fromTransit, Lost) : 0;
        return (this with { Returned = Returned + pieces, CameBack = CameBack + fromTransit + found, Lost = Lost - found }).Checked();
    }

    /// <summary>Cancels pieces, those without stock first, then held ones, then those in work.</summary>
    public LineQuantities Cancel(long pieces)
    {
        var open = Math.Min(pieces, Open);
        var reserved = Math.Min(pieces - open, Reserved);
        var allocated = pieces - open - reserved;
        return (this with { Open = Open - open, Reserved = Reserved - reserved, Allocated = Allocated - allocated, Cancelled = Cancelled + pieces }).Checked();
    }

    /// <summary>Cancels pieces that a warehouse had.</summary>
    public LineQuantities CancelAllocated(long pieces) => (this with { Allocated = Allocated - pieces, Cancelled = Cancelled + pieces }).Checked();

    /// <summary>Opens cancelled pieces again, for an order that a late payment revives.</summary>
    public LineQuantities Revive(long pieces) => (this with { Open = Open + pieces, Cancelled = Cancelled - pieces }).Checked();

    /// <summary>Sends lost pieces again, then those that came back, then those the buyer sent back: they count as held, no longer as shipped.</summary>
    public LineQuantities Reship(long pieces)
    {
        var lost = Math.Min(pieces, Lost);
        var returned = pieces - lost;
        var cameBack = Math.Min(returned, CameBack);
        return (this with
        {
            Shipped = Shipped - pieces, Lost = Lost - lost, Returned = Returned - returned, CameBack = CameBack - cameBack,
            Delivered = Delivered - (returned - cameBack), Reserved = Reserved + pieces,
        }).Checked();
    }
}
