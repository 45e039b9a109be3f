using System.Globalization;
using OrderBridge.Fulfilment;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Batches and serial numbers; dates are ISO 8601 text, empty when not told.</summary>
internal static class LotWire
{
    private const string DateFormat = "yyyy-MM-dd";

    public static EventsV1.PickedLot Write(PickedLot lot) => new()
    {
        LineId = lot.LineId,
        SkuId = lot.SkuId,
        Quantity = lot.Quantity,
        BatchCode = lot.BatchCode,
        SerialNumbers = { lot.SerialNumbers.OrEmpty() },
        ProductionDate = Write(lot.ProductionDate),
        ExpiryDate = Write(lot.ExpiryDate),
    };

    public static PickedLot Read(EventsV1.PickedLot lot) => new(
        lot.LineId, lot.SkuId, lot.Quantity, lot.BatchCode, lot.SerialNumbers.Read(), Read(lot.ProductionDate), Read(lot.ExpiryDate));

    private static string Write(DateOnly? date) => date?.ToString(DateFormat, CultureInfo.InvariantCulture) ?? string.Empty;

    private static DateOnly? Read(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new InvalidDataException($"{text} is no date.");
    }
}
