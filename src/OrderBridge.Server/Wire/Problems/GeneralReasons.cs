namespace OrderBridge.Server.WireFormat;

/// <summary>Reasons that belong to no module. Each is the name of a value of the contract's ErrorReason without its prefix; a test walks both.</summary>
public static class GeneralReasons
{
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string PermissionDenied = "PERMISSION_DENIED";
    public const string Overloaded = "OVERLOADED";
    public const string Draining = "DRAINING";
    public const string Contended = "CONTENDED";
    public const string RequestIdReused = "REQUEST_ID_REUSED";
    public const string Repeated = "REPEATED";
    public const string ResumeTokenInvalid = "RESUME_TOKEN_INVALID";
    public const string PageTokenInvalid = "PAGE_TOKEN_INVALID";
    public const string PageSizeInvalid = "PAGE_SIZE_INVALID";
    public const string MessageTooLarge = "MESSAGE_TOO_LARGE";
    public const string StoreUnavailable = "STORE_UNAVAILABLE";
    public const string FieldRequired = "FIELD_REQUIRED";
    public const string FieldInvalid = "FIELD_INVALID";
    public const string EtagMismatch = "ETAG_MISMATCH";
    public const string RequestIdMissing = "REQUEST_ID_MISSING";
    public const string FlowStepFailed = "FLOW_STEP_FAILED";
    public const string MessageUnreadable = "MESSAGE_UNREADABLE";
    public const string MessageTypeUnknown = "MESSAGE_TYPE_UNKNOWN";
    public const string Internal = "INTERNAL";

    /// <summary>Of fulfilment, and refused before its module is asked: this hub sends an order from one warehouse.</summary>
    public const string ShortageOptionNotPossible = "SHORTAGE_OPTION_NOT_POSSIBLE";
}
