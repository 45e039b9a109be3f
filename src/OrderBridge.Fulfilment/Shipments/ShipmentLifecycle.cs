using System.Collections.Frozen;
using OrderBridge.Kernel.Lifecycles;
using static OrderBridge.Fulfilment.ShipmentState;

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
        [LabelCreated, PickedUp, InTransit, Customs, OutForDelivery, ReadyForPickup, AttemptFailed, ShipmentState.Exception];

    /// <summary>Which of two marks of the same moment counts as later.</summary>
    private static readonly FrozenDictionary<ShipmentState, int> Ranks = new[]
    {
        LabelCreated, PickedUp, InTransit, Customs, OutForDelivery, ReadyForPickup, AttemptFailed, ShipmentState.Exception, Damaged, Lost,
        Intercepting, ShipmentState.InterceptFailed, Intercepted, Refused, Delivered, Returning, Returned,
    }.Select((state, rank) => (state, rank)).ToFrozenDictionary(p => p.state, p => p.rank);

    private const string Silence = "tracking.no_move";

    public static Lifecycle<ShipmentState> Table { get; } = new("Shipment", [Delivered, Returned, Lost],
    [
        new("T1", [], LabelCreated, "RecordShipment (WM), or first scan (CA)", "", "", "tracking.no_data"),
        new("T2", [LabelCreated], PickedUp, "picked up (CA)", "", "", Silence),
        new("T3", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed, Refused], InTransit, "in transit (CA)", "", "a lost parcel is found", Silence),
        new("T4", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed], Customs, "in customs (CA)", "", "", Silence),
        new("T5", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed, Refused], OutForDelivery, "out for delivery (CA)", "", "", Silence),
        new("T6", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed, Refused], ReadyForPickup, "ready for pickup (CA)", "", "", Silence),
        new("T7", [.. UnderWay, Damaged, Lost, Intercepting, ShipmentState.InterceptFailed, Refused], Delivered, "signed (CA)", "", "delivery mode kept"),
        new("T8", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed], AttemptFailed, "delivery failed (CA)", "", "incident", Silence),
        new("T9", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed], ShipmentState.Exception, "problem (CA)", "", "incident", Silence),
        new("T10", [.. UnderWay, Damaged, Lost, ShipmentState.InterceptFailed], Refused, "refused (CA)", "", "incident", Silence),
        new("T11", [.. UnderWay, Damaged, Lost, Intercepting, Intercepted, ShipmentState.InterceptFailed, Refused, Delivered], Returning,
            "returning (CA)", "from DELIVERED: a correction with a newer time", "", Silence),
        new("T12", [.. UnderWay, Damaged, Lost, Intercepting, Intercepted, ShipmentState.InterceptFailed, Refused, Delivered, Returning], Returned,
            "returned (CA), goods received back (WM)", "from DELIVERED: a correction with a newer time", "", "delivery.return_receipt until goods are back"),
        new("T13", [.. UnderWay, Damaged, ShipmentState.InterceptFailed], Intercepting, "RequestIntercept (CS/SY)", "", "task INTERCEPT", "delivery.intercept_answer"),
        new("T14", [.. UnderWay, Damaged, Intercepting, ShipmentState.InterceptFailed], Intercepted, "TMSCANCELED (WM/CA)", "", "", "delivery.return_receipt"),
        new("T15", [Intercepting], ShipmentState.InterceptFailed, "TMSCANCELFAILED (WM/CA)", "", "", Silence),
        new("T16", [.. UnderWay, Damaged, Intercepting, Intercepted, ShipmentState.InterceptFailed, Refused, Returning], Lost,
            "lost (CA), WriteOffParcel (CS)", "", "incident"),
        new("T17", [.. UnderWay, Intercepting, ShipmentState.InterceptFailed, Refused, Returning], Damaged, "damaged (CA)", "", "incident", Silence),
    ]);

    public static int RankOf(ShipmentState state) => Ranks.GetValueOrDefault(state, -1);

    /// <summary>The state that a scan leads to; null when it moves nothing.</summary>
    public static ShipmentState? StateOf(TrackingStatus status) => status switch
    {
        TrackingStatus.LabelCreated => LabelCreated,
        TrackingStatus.PickedUp => PickedUp,
        TrackingStatus.InTransit => InTransit,
        TrackingStatus.Customs => Customs,
        TrackingStatus.OutForDelivery => OutForDelivery,
        TrackingStatus.ReadyForPickup => ReadyForPickup,
        TrackingStatus.Delivered => Delivered,
        TrackingStatus.AttemptFailed => AttemptFailed,
        TrackingStatus.Exception => ShipmentState.Exception,
        TrackingStatus.Refused => Refused,
        TrackingStatus.Returning => Returning,
        TrackingStatus.Returned => Returned,
        TrackingStatus.Intercepted => Intercepted,
        TrackingStatus.InterceptFailed => ShipmentState.InterceptFailed,
        TrackingStatus.Lost => Lost,
        TrackingStatus.Damaged => Damaged,
        _ => null,
    };

    /// <summary>Walks the marks, which are in order; the mark that entered the last state comes with it, null while none did.</summary>
    public static (ShipmentState State, ShipmentMark? By) Walk(IEnumerable<ShipmentMark> marks)
    {
        (ShipmentState State, ShipmentMark? By) place = (LabelCreated, null);
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
