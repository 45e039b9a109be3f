using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Lifecycle;

/// <summary>A line with what it is and where its pieces are. Services have all pieces open for ever and do not count.</summary>
public sealed record OrderLine(ContentLine Content, LineQuantities Quantities)
{
    public string LineId => Content.LineId;

    public bool IsGoods => Content.Kind is LineKind.Goods;
}

/// <summary>Pieces of one line.</summary>
public sealed record LinePieces(string LineId, long Quantity);
