using OrderBridge.Orders.Content;
using OrdersV1 = OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Traits of a line: bits inside, one field each in the contract.</summary>
internal static class LineFlags
{
    public static LineTraits Read(OrdersV1.ChannelOrderLine line) =>
        (line.IsGift ? LineTraits.Gift : LineTraits.None)
        | (line.IsPresale ? LineTraits.Presale : LineTraits.None)
        | (line.IsCustomMade ? LineTraits.CustomMade : LineTraits.None)
        | (line.IsCrossBorder ? LineTraits.CrossBorder : LineTraits.None)
        | (line.IsFresh ? LineTraits.Fresh : LineTraits.None)
        | (line.BackorderAllowed ? LineTraits.BackorderAllowed : LineTraits.None);

    public static void Write(ContentLine from, OrdersV1.ChannelOrderLine to)
    {
        to.IsGift = from.Has(LineTraits.Gift);
        to.IsPresale = from.Has(LineTraits.Presale);
        to.IsCustomMade = from.Has(LineTraits.CustomMade);
        to.IsCrossBorder = from.Has(LineTraits.CrossBorder);
        to.IsFresh = from.Has(LineTraits.Fresh);
        to.BackorderAllowed = from.Has(LineTraits.BackorderAllowed);
    }
}
