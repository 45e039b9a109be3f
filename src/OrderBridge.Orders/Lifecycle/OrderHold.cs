namespace OrderBridge.Orders.Lifecycle;

/// <summary>Why an order waits. Numbers are stored and on the wire.</summary>
public enum HoldType
{
    Unspecified = 0,
    PaymentMismatch = 1,
    Address = 2,
    Stock = 3,
    Fraud = 4,
    Blacklist = 5,
    DuplicateSuspect = 6,
    SpecialGoods = 7,
    LargeAmount = 8,
    BuyerRemark = 9,
    WaitMerge = 10,
    DelayedReview = 11,
    Compliance = 12,
    DeliveryDispute = 13,
    CashOnDelivery = 14,
    ChangedLate = 15,
}

/// <summary>State of a hold. Numbers are stored and on the wire.</summary>
public enum HoldState
{
    Unspecified = 0,
    Placed = 1,
    Resolved = 2,
    Rejected = 3,
    Expired = 4,
}

/// <summary>One reason why an order waits, and who decided it how.</summary>
public sealed record OrderHold(
    string HoldId, HoldType Type, HoldState State, string Detail, DateTimeOffset PlaceTime, string DecidedBy, string DecisionNote)
{
    /// <summary>A block list, not a question: the order is INTERCEPTED rather than PENDING_REVIEW.</summary>
    public bool Intercepts => Type is HoldType.Blacklist or HoldType.Fraud;

    /// <summary>Holds about money are decided by a supervisor (O7).</summary>
    public bool NeedsSupervisor => Type is HoldType.LargeAmount or HoldType.PaymentMismatch;

    public static OrderHold Placed(HoldType type, string detail, DateTimeOffset now) =>
        new(IdOf(type), type, HoldState.Placed, detail, now, string.Empty, string.Empty);

    public static string IdOf(HoldType type) => string.Concat(type.ToString().Select((c, i) =>
        char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLowerInvariant(c) : c.ToString()));
}
