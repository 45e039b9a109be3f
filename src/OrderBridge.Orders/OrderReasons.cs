namespace OrderBridge.Orders;

/// <summary>Why orders are refused. Each is the name of a value of the contract's ErrorReason without its prefix; a test walks both.</summary>
public static class OrderReasons
{
    /// <summary>Several fields are wrong.</summary>
    public const string Invalid = "ORDER_INVALID";

    public const string ChannelMissing = "CHANNEL_ID_INVALID";
    public const string ShopMissing = "SHOP_ID_INVALID";
    public const string ChannelOrderMissing = "CHANNEL_ORDER_ID_INVALID";
    public const string UpdateTimeMissing = "CHANNEL_UPDATE_TIME_INVALID";
    public const string OrderTimeMissing = "ORDER_TIME_INVALID";
    public const string LinesMissing = "LINES_MISSING";
    public const string TooManyLines = "LINES_TOO_MANY";
    public const string NoGoods = "ORDER_HAS_NO_GOODS";
    public const string LineIdInvalid = "LINE_ID_INVALID";
    public const string LineIdRepeated = "LINE_ID_REPEATED";
    public const string SkuMissing = "SKU_MISSING";
    public const string QuantityInvalid = "QUANTITY_INVALID";
    public const string PriceMissing = "PRICE_MISSING";
    public const string PriceNegative = "PRICE_NEGATIVE";
    public const string DiscountInvalid = "DISCOUNT_INVALID";
    public const string AmountTooLarge = "AMOUNT_TOO_LARGE";
    public const string TotalInvalid = "TOTAL_INVALID";
    public const string CurrencyInvalid = "CURRENCY_INVALID";
    public const string CurrencyMixed = "CURRENCY_MIXED";
    public const string PaymentMethodMissing = "PAYMENT_METHOD_MISSING";
    public const string PaidAmountMissing = "PAID_AMOUNT_MISSING";
    public const string NameMissing = "RECIPIENT_NAME_MISSING";
    public const string PhoneMissing = "RECIPIENT_PHONE_MISSING";
    public const string PhoneInvalid = "RECIPIENT_PHONE_INVALID";
    public const string AddressIncomplete = "ADDRESS_INCOMPLETE";
    public const string CountryInvalid = "COUNTRY_INVALID";
    public const string CouponExpired = "COUPON_EXPIRED";
    public const string TextTooLong = "TEXT_TOO_LONG";
    public const string OutOfStock = "OUT_OF_STOCK";
    public const string QuotaExceeded = "CHANNEL_QUOTA_EXCEEDED";
    public const string RawPayloadTooLarge = "RAW_PAYLOAD_TOO_LARGE";

    public const string NotFound = "ORDER_NOT_FOUND";
    public const string NotPayable = "ORDER_NOT_PAYABLE";
    public const string AlreadyPaid = "ORDER_ALREADY_PAID";
    public const string AmountInvalid = "AMOUNT_INVALID";
    public const string TransactionMissing = "TRANSACTION_ID_MISSING";
    public const string AlreadyShipped = "ORDER_ALREADY_SHIPPED";
    public const string NotCancellable = "ORDER_NOT_CANCELLABLE";
    public const string CancellationInProgress = "CANCELLATION_IN_PROGRESS";
    public const string CancelReasonMissing = "CANCEL_REASON_MISSING";
    public const string LineNotFound = "LINE_NOT_FOUND";
    public const string NotDelivered = "ORDER_NOT_DELIVERED";
    public const string HoldNotPossible = "HOLD_NOT_POSSIBLE";
    public const string HoldNotFound = "HOLD_NOT_FOUND";
    public const string HoldDecided = "HOLD_ALREADY_DECIDED";
    public const string SupervisorNeeded = "SUPERVISOR_NEEDED";
    public const string NothingHeld = "ORDER_NOT_HELD";
    public const string NothingToReship = "NOTHING_TO_RESHIP";
    public const string NotCompleted = "ORDER_NOT_COMPLETED";
    public const string QuantityExceeded = "QUANTITY_EXCEEDED";
    public const string EtagMismatch = "ETAG_MISMATCH";
    public const string RequestIdMissing = "REQUEST_ID_MISSING";
    public const string RequestIdReused = "REQUEST_ID_REUSED";
    public const string FieldRequired = "FIELD_REQUIRED";
    public const string FieldInvalid = "FIELD_INVALID";
}
