using System.Collections.Immutable;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>Which parcels pieces were lost in, and in which of them pieces stand for which others were sent.</summary>
public sealed partial record Order
{
    /// <summary>Pieces lost per parcel and not sent again.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> LostIn { get; private init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<LinePieces>>(StringComparer.Ordinal);

    /// <summary>Pieces per parcel for which others were sent: should the parcel turn up, they count on the order no more.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<LinePieces>> Replaced { get; private init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<LinePieces>>(StringComparer.Ordinal);

    /// <summary>
    /// Every piece that left is lost or back, none arrived, and the order was not closed: somebody said that the lost ones are sent again (O23).
    /// </summary>
    public bool AwaitsReship => State is OrderState.Shipped && Goods.All(l => l.Quantities is { Unsettled: 0, Delivered: 0 });

    /// <summary>What of a parcel counts on the order.</summary>
    public ImmutableArray<LinePieces> Counted(string shipmentId, ImmutableArray<LinePieces> lines) =>
        Replaced.TryGetValue(shipmentId, out var replaced) ? Without(lines, replaced) : lines;

    private Order LoseIn(LinesLost e) => this with
    {
        Lines = Each(e.Lines, (q, n) => q.Lose(n)),
        LostIn = LostIn.SetItem(e.ShipmentId, More(LostIn.GetValueOrDefault(e.ShipmentId, []), e.Lines)),
        Applied = Applied.Add(e.CauseId),
    };

    /// <summary>Lost pieces are sent again before others, those of one parcel after those of another.</summary>
    private Order Replace(ImmutableArray<LinePieces> lines)
    {
        var left = lines.GroupBy(l => l.LineId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Math.Min(g.Sum(l => l.Quantity), Line(g.Key)!.Quantities.Lost), StringComparer.Ordinal);
        var order = this;
        foreach (var (shipmentId, lost) in LostIn)
        {
            var taken = lost.Select(l => l with { Quantity = Math.Min(l.Quantity, left.GetValueOrDefault(l.LineId)) }).Where(l => l.Quantity > 0).ToImmutableArray();
            taken.ToList().ForEach(l => left[l.LineId] -= l.Quantity);
            order = order with
            {
                LostIn = order.LostIn.SetItem(shipmentId, Without(lost, taken)),
                Replaced = order.Replaced.SetItem(shipmentId, More(order.Replaced.GetValueOrDefault(shipmentId, []), taken)),
            };
        }

        return order;
    }

    private static ImmutableArray<LinePieces> More(ImmutableArray<LinePieces> lines, ImmutableArray<LinePieces> more) =>
        [.. lines.Concat(more).GroupBy(l => l.LineId, StringComparer.Ordinal).Select(g => new LinePieces(g.Key, g.Sum(l => l.Quantity)))];
}
