using Google.Protobuf.Collections;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Planning;

/// <summary>Packs pieces into parcels. The same work gives the same parcels, numbers and weights every time it is asked.</summary>
public static class Parcels
{
    /// <summary>Pieces that fit into one parcel unless told otherwise (assumption).</summary>
    public const long PiecesPerParcel = 8;

    /// <summary>Parcels for one piece of work at most; the last one holds whatever is left.</summary>
    public const int ParcelsMax = 5;

    private const long CartonGrams = 180;
    private const long GramsMax = 1_000_000; // Package.weight_grams

    /// <summary>The numbers of a warehouse must not move with --seed, or a restart would send other parcels.</summary>
    private static readonly Dice Numbers = new(0);

    public static int CountFor(long pieces, long room = PiecesPerParcel) => (int)Math.Clamp((pieces + room - 1) / room, 1, ParcelsMax);

    /// <param name="room">Pieces that fit into one parcel.</param>
    public static IReadOnlyList<Package> Of(Work work, string carrierCode, long room = PiecesPerParcel)
    {
        var count = CountFor(work.PiecesLeft, room);
        var parcels = new List<Package>(count);
        var open = new Queue<WorkLine>(work.Lines.Where(line => line.Left > 0));
        var taken = 0L;
        for (var number = 1; number <= count; number++)
        {
            var parcel = Label(work.FulfilmentId, number, carrierCode);
            taken = Fill(parcel.Lines, open, taken, number == count ? long.MaxValue : room);
            parcel.WeightGrams = Weigh(parcel, work);
            parcels.Add(parcel);
        }

        return parcels;
    }

    private static Package Label(string fulfilmentId, int number, string carrierCode) => new()
    {
        PackageId = $"P{number}",
        CarrierCode = carrierCode,
        TrackingNumber = TrackingNumberOf(fulfilmentId, number, carrierCode),
    };

    /// <summary>15 digits, so that a million parcels hardly meet (real carriers use 12 to 15 and keep a counter).</summary>
    private static string TrackingNumberOf(string fulfilmentId, int number, string carrierCode)
    {
        var digits = (Numbers.Hash(fulfilmentId, $"{carrierCode}{number}") % 1_000_000_000_000_000).ToString("D15");
        return carrierCode switch
        {
            "jd" => "JDVA" + digits,
            "sf" => "SF" + digits,
            "zto" => "7" + digits,
            _ => carrierCode.ToUpperInvariant() + digits,
        };
    }

    /// <returns>Pieces already taken of the line in front.</returns>
    private static long Fill(RepeatedField<PackageLine> parcel, Queue<WorkLine> open, long taken, long room)
    {
        while (room > 0 && open.TryPeek(out var line))
        {
            var pieces = Math.Min(room, line.Left - taken);
            parcel.Add(new PackageLine { LineId = line.LineId, Quantity = pieces });
            room -= pieces;
            taken += pieces;
            if (taken == line.Left)
            {
                open.Dequeue();
                taken = 0;
            }
        }

        return taken;
    }

    private static long Weigh(Package parcel, Work work)
    {
        var skuOf = work.Lines.ToDictionary(line => line.LineId, line => line.SkuId);
        var grams = parcel.Lines.Sum(line => Math.Min(line.Quantity, GramsMax) * (100 + (long)(Numbers.Roll(skuOf[line.LineId], "grams") * 800)));
        return Math.Min(CartonGrams + grams, GramsMax);
    }
}
