namespace OrderBridge.Fulfilment;

/// <summary>Where a parcel is. Numbers are stored and sent: never reuse one.</summary>
public enum ShipmentState
{
    Unspecified = 0,

    /// <summary>已取号.</summary>
    LabelCreated = 1,

    /// <summary>已揽收.</summary>
    PickedUp = 2,

    /// <summary>运输中.</summary>
    InTransit = 3,

    /// <summary>清关中.</summary>
    Customs = 4,

    /// <summary>派送中.</summary>
    OutForDelivery = 5,

    /// <summary>待自提: in a locker or a shop.</summary>
    ReadyForPickup = 6,

    /// <summary>已签收.</summary>
    Delivered = 7,

    /// <summary>派送失败.</summary>
    AttemptFailed = 8,

    /// <summary>疑难.</summary>
    Exception = 9,

    /// <summary>拒签.</summary>
    Refused = 10,

    /// <summary>退回中.</summary>
    Returning = 11,

    /// <summary>退签: the sender signed for it.</summary>
    Returned = 12,

    /// <summary>拦截中: the carrier was asked to stop it.</summary>
    Intercepting = 13,

    /// <summary>拦截成功.</summary>
    Intercepted = 14,

    /// <summary>拦截失败.</summary>
    InterceptFailed = 15,

    /// <summary>丢失.</summary>
    Lost = 16,

    /// <summary>破损.</summary>
    Damaged = 17,
}

/// <summary>How a delivered parcel was handed over. Numbers are stored and sent.</summary>
public enum DeliveryMode
{
    Unspecified = 0,

    /// <summary>本人签收.</summary>
    Self = 1,

    /// <summary>代收: a neighbour, a guard.</summary>
    Proxy = 2,

    /// <summary>快递柜或驿站.</summary>
    Locker = 3,

    /// <summary>异常后签收.</summary>
    AfterException = 4,
}

/// <summary>What a carrier's scan means in the hub's words. Numbers are stored and sent.</summary>
public enum TrackingStatus
{
    Unspecified = 0,

    /// <summary>The carrier's code is not in the table: kept, shown and counted; moves nothing.</summary>
    Unrecognised = 1,

    /// <summary>Words for people only; moves nothing.</summary>
    Information = 2,
    LabelCreated = 3,
    PickedUp = 4,
    InTransit = 5,
    Customs = 6,
    OutForDelivery = 7,
    ReadyForPickup = 8,
    Delivered = 9,
    AttemptFailed = 10,
    Exception = 11,
    Refused = 12,
    Returning = 13,
    Returned = 14,
    Intercepted = 15,
    InterceptFailed = 16,
    Lost = 17,
    Damaged = 18,
}

/// <summary>What became of goods that came back. Numbers are stored and sent; orders keep the same ones.</summary>
public enum ReturnDisposition
{
    Unspecified = 0,
    Sellable = 1,
    Defective = 2,
    CustomerDamaged = 3,
    CarrierDamaged = 4,
    FulfillerDamaged = 5,

    /// <summary>Expected back and not in the parcel.</summary>
    Missing = 6,
}

/// <summary>How an incident ended. Numbers are stored and sent.</summary>
public enum IncidentOption
{
    Unspecified = 0,
    ReRoute = 1,
    SelfPickup = 2,
    Reship = 3,
    Reschedule = 4,
    Claim = 5,

    /// <summary>The parcel arrived: nothing was left to do.</summary>
    Delivered = 6,

    /// <summary>The parcel's way ended otherwise: returned or written off.</summary>
    Superseded = 7,
}

/// <summary>Whom somebody spoke to about an incident (S1-14 wants both). Numbers are stored and sent.</summary>
public enum IncidentParty
{
    Unspecified = 0,
    Carrier = 1,
    Buyer = 2,
}
