namespace OrderBridge.Stock.Lifecycle;

/// <summary>State of a reservation. Stored and sent: numbers never change.</summary>
public enum ReservationState
{
    /// <summary>Before the first event.</summary>
    Unspecified = 0,

    /// <summary>Held, waits for payment or approval; may have a clock.</summary>
    Active = 1,

    /// <summary>Paid or approved: no clock any more.</summary>
    Committed = 2,

    /// <summary>A fulfilment order works on it.</summary>
    Allocated = 3,

    /// <summary>Nothing is held any more and at least a part left the warehouse.</summary>
    Consumed = 4,

    /// <summary>The clock ran out; everything went back.</summary>
    Expired = 5,

    /// <summary>Everything was given back.</summary>
    Released = 6,
}
