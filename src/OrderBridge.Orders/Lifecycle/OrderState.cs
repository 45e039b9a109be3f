namespace OrderBridge.Orders.Lifecycle;

/// <summary>Where an order stands. Numbers are stored and on the wire.</summary>
public enum OrderState
{
    /// <summary>Before the first event.</summary>
    Unspecified = 0,
    Received = 1,
    Rejected = 2,
    PendingPayment = 3,
    PendingReview = 4,
    Intercepted = 5,
    AwaitingStock = 6,
    Approved = 7,
    Fulfilling = 8,
    Shipped = 9,
    Delivered = 10,
    Completed = 11,
    Archived = 12,
    Cancelling = 13,
    Cancelled = 14,
}
