namespace OrderBridge.Stock;

/// <summary>Every reason with which this module says no. The contract's error reasons hold the same names; a test walks both.</summary>
public static class StockReasons
{
    /// <summary>Less is sellable than was asked for; facts <c>warehouse_id</c>, <c>sku_id</c>, <c>wanted</c>, <c>available</c> name the first short line.</summary>
    public const string OutOfStock = "OUT_OF_STOCK";

    /// <summary>The channel's allotment of a SKU does not cover the demand; facts as for <see cref="OutOfStock"/> and <c>channel_id</c>.</summary>
    public const string ChannelQuotaExceeded = "CHANNEL_QUOTA_EXCEEDED";

    /// <summary>The stock ledger is being rebuilt or away; repeat after the given delay.</summary>
    public const string LedgerNotReady = "STOCK_LEDGER_NOT_READY";

    /// <summary>A reservation call has a field that is missing or out of range; the violations name each.</summary>
    public const string InvalidReservation = "INVALID_RESERVATION";

    /// <summary>The reservation id was used before with other lines, owner or channel.</summary>
    public const string ReservationIdReused = "RESERVATION_ID_REUSED";

    /// <summary>No reservation has this id.</summary>
    public const string ReservationNotFound = "RESERVATION_NOT_FOUND";

    /// <summary>The reservation's time ran out before the call; reserve again under a new id.</summary>
    public const string ReservationExpired = "RESERVATION_EXPIRED";

    /// <summary>The reservation was released before the call; reserve again under a new id.</summary>
    public const string ReservationReleased = "RESERVATION_RELEASED";

    /// <summary>What the reservation held has left the warehouse; open a return instead.</summary>
    public const string ReservationAlreadyConsumed = "RESERVATION_ALREADY_CONSUMED";

    /// <summary>The step needs a committed reservation, and this one still waits for its payment or approval.</summary>
    public const string ReservationNotCommitted = "RESERVATION_NOT_COMMITTED";

    /// <summary>The step is for a reservation that still waits, and this one is committed already.</summary>
    public const string ReservationAlreadyCommitted = "RESERVATION_ALREADY_COMMITTED";

    /// <summary>The new expiry lies further from the creation than a hold may last; fact <c>expire_time_max</c>.</summary>
    public const string ExtensionTooLong = "RESERVATION_EXTENSION_TOO_LONG";

    /// <summary>The reservation is an order's, which changes it itself; fact <c>order_id</c>.</summary>
    public const string ReservationOfOrder = "RESERVATION_OF_ORDER";

    /// <summary>More was to be released or consumed than the reservation still holds; fact <c>held</c>.</summary>
    public const string QuantityExceedsHeld = "QUANTITY_EXCEEDS_HELD";

    /// <summary>A stock adjustment has a field that is missing or out of range; the violations name each.</summary>
    public const string InvalidAdjustment = "INVALID_ADJUSTMENT";

    /// <summary>The document was booked before on this SKU with other numbers; a correction needs a document of its own.</summary>
    public const string DocumentIdReused = "DOCUMENT_ID_REUSED";

    /// <summary>A counter would fall below zero; fact <c>counter</c>.</summary>
    public const string StockBelowZero = "STOCK_BELOW_ZERO";

    /// <summary>On hand is not what the caller had seen; read it again and repeat.</summary>
    public const string StockChanged = "STOCK_CHANGED";

    /// <summary>A field has a value that is not allowed whatever the state.</summary>
    public const string FieldInvalid = "FIELD_INVALID";

    /// <summary>Nothing is known of this SKU in this warehouse.</summary>
    public const string StockNotFound = "STOCK_NOT_FOUND";
}
