using System.Collections.Frozen;
using OrderBridge.Kernel.Lifecycles;
using S = OrderBridge.Fulfilment.ShipmentState;

namespace OrderBridge.Fulfilment;

/// <summary>The whole life of a parcel, as data. docs/ and the tests are generated from this table.</summary>
/// <remarks>
/// Scans are walked in order of their own time; a scan that the table does not allow from where the parcel was then is kept and moves nothing.
/// Actors: CA carrier, WM warehouse, CS agent, SY system.
/// </remarks>
public static class ShipmentLifecycle
{
    /// <summary>Under way to the buyer; carriers jump among these in any direction.</summary>
    private static readonly ShipmentState[] UnderWay =
        [S.LabelCreated, S.PickedUp, S.InTransit, S.Customs, S.OutForDelivery, S.ReadyForPickup, S.AttemptFailed, S.Exception];

    /// <summary>Which of two marks of the same moment counts as later.</summary>
    private static readonly FrozenDictionary<ShipmentState, int> Ranks = new[]
    {
        S.LabelCreated, S.PickedUp, S.InTransit, S.Customs, S.OutForDelivery, S.ReadyForPickup, S.AttemptFailed, S.Exception, S.Damaged, S.Lost,
        S.Intercepting, S.InterceptFailed, S.Intercepted, S.Refused, S.Delivered, S.Returning, S.Returned,
    }.Select((state, rank) => (state, rank)).ToFrozenDictionary(p => p.state, p => p.rank);

    private const string Silence = "tracking.no_move";

    public static Lifecycle<ShipmentState> Table { get; } = new("Shipment", [S.Delivered, S.Returned, S.Lost],
    [
        new("T1", [], S.LabelCreated, "RecordShipment (WM), or first scan (CA)", "", "", "tracking.no_data"),
        new("T2", [S.LabelCreated], S.PickedUp, "picked up (CA)", "", "", Silence),
        new("T3", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed, S.Refused], S.InTransit, "in transit (CA)", "", "a lost parcel is found", Silence),
        new("T4", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed], S.Customs, "in customs (CA)", "", "", Silence),
        new("T5", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed, S.Refused], S.OutForDelivery, "out for delivery (CA)", "", "", Silence),
        new("T6", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed, S.Refused], S.ReadyForPickup, "ready for pickup (CA)", "", "", Silence),
        new("T7", [.. UnderWay, S.Damaged, S.Lost, S.Intercepting, S.InterceptFailed, S.Refused], S.Delivered, "signed (CA)", "", "delivery mode kept"),
        new("T8", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed], S.AttemptFailed, "delivery failed (CA)", "", "incident", Silence),
        new("T9", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed], S.Exception, "problem (CA)", "", "incident", Silence),
        new("T10", [.. UnderWay, S.Damaged, S.Lost, S.InterceptFailed], S.Refused, "refused (CA)", "", "incident", Silence),
        new("T11", [.. UnderWay, S.Damaged, S.Lost, S.Intercepting, S.Intercepted, S.InterceptFailed, S.Refused, S.Delivered], S.Returning,
            "returning (CA)", "from DELIVERED: a correction with a newer time", "", Silence),
        new("T12", [.. UnderWay, S.Damaged, S.Lost, S.Intercepting, S.Intercepted, S.InterceptFailed, S.Refused, S.Delivered, S.Returning], S.Returned,
            "returned (CA), goods received back (WM)", "from DELIVERED: a correction with a newer time", "", "delivery.return_receipt until goods are back"),
        new("T13", [.. UnderWay, S.Damaged, S.InterceptFailed], S.Intercepting, "RequestIntercept (CS/SY)", "", "task INTERCEPT", "delivery.intercept_answer"),
        new("T14", [.. UnderWay, S.Damaged, S.Intercepting, S.InterceptFailed], S.Intercepted, "TMSCANCELED (WM/CA)", "", "", "delivery.return_receipt"),
        new("T15", [S.Intercepting], S.InterceptFailed, "TMSCANCELFAILED (WM/CA)", "", "", Silence),
        new("T16", [.. UnderWay, S.Damaged, S.Intercepting, S.Intercepted, S.InterceptFailed, S.Refused, S.Returning, S.Returned], S.Lost,
            "lost (CA), WriteOffParcel (CS)", "", "incident"),
        new("T17", [.. UnderWay, S.Intercepting, S.InterceptFailed, S.Refused, S.Returning], S.Damaged, "damaged (CA)", "", "incident", Silence),
    ]);

    public static int RankOf(ShipmentState state) => Ranks.GetValueOrDefault(state, -1);

    /// <summary>The state that a scan leads to; null when it moves nothing.</summary>
    public static ShipmentState? StateOf(TrackingStatus status) => status switch
    {
        TrackingStatus.LabelCreated => S.LabelCreated,
        TrackingStatus.PickedUp => S.PickedUp,
        TrackingStatus.InTransit => S.InTransit,
        TrackingStatus.Customs => S.Customs,
        TrackingStatus.OutForDelivery => S.OutForDelivery,
        TrackingStatus.ReadyForPickup => S.ReadyForPickup,
        TrackingStatus.Delivered => S.Delivered,
        TrackingStatus.AttemptFailed => S.AttemptFailed,
        TrackingStatus.Exception => S.Exception,
        TrackingStatus.Refused => S.Refused,
        TrackingStatus.Returning => S.Returning,
        TrackingStatus.Returned => S.Returned,
        TrackingStatus.Intercepted => S.Intercepted,
        TrackingStatus.InterceptFailed => S.InterceptFailed,
        TrackingStatus.Lost => S.Lost,
        TrackingStatus.Damaged => S.Damaged,
        _ => null,
    };

    /// <summary>Walks the marks, which are in order; the mark that entered the last state comes with it, null while none did.</summary>
    public static (ShipmentState State, ShipmentMark? By) Walk(IEnumerable<ShipmentMark> marks)
    {
        (ShipmentState State, ShipmentMark? By) place = (S.LabelCreated, null);
        foreach (var mark in marks)
        {
            if (mark.State != place.State && Table.Allows(place.State, mark.State))
            {
                place = (mark.State, mark);
            }
        }

        return place;
    }

    /// <summary>Earlier first; of the same moment the one further on counts as later.</summary>
    public static int Compare(ShipmentMark left, ShipmentMark right)
    {
        var byTime = left.Time.CompareTo(right.Time);
        var byRank = byTime != 0 ? byTime : RankOf(left.State).CompareTo(RankOf(right.State));
        return byRank != 0 ? byRank : string.CompareOrdinal(left.Key, right.Key);
    }
}
