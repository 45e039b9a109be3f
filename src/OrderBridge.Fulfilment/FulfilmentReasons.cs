namespace OrderBridge.Fulfilment;

/// <summary>Every reason with which this module says no. The contract's error reasons have the same names; a test walks both.</summary>
public static class FulfilmentReasons
{
    /// <summary>No fulfilment order has this id.</summary>
    public const string FulfilmentNotFound = "FULFILMENT_NOT_FOUND";

    /// <summary>No shipment has this id.</summary>
    public const string ShipmentNotFound = "SHIPMENT_NOT_FOUND";

    /// <summary>The etag names another version than the present one; read again.</summary>
    public const string EtagMismatch = "ETAG_MISMATCH";

    /// <summary>A field that must be there is empty.</summary>
    public const string FieldRequired = "FIELD_REQUIRED";

    /// <summary>A field has a value that is not allowed; the violation says which are.</summary>
    public const string FieldInvalid = "FIELD_INVALID";

    /// <summary>A quantity is outside 1 to 1,000,000.</summary>
    public const string QuantityOutOfRange = "QUANTITY_OUT_OF_RANGE";

    /// <summary>The same line is named twice.</summary>
    public const string LineRepeated = "LINE_REPEATED";

    /// <summary>A fulfilment order with this id exists with other content.</summary>
    public const string FulfilmentExists = "FULFILMENT_EXISTS";

    /// <summary>The state does not allow the action; the message says which states do.</summary>
    public const string FulfilmentStateWrong = "FULFILMENT_STATE_WRONG";

    /// <summary>The task was sent as often as allowed and nobody answered.</summary>
    public const string DispatchAttemptsUsed = "DISPATCH_ATTEMPTS_USED";

    /// <summary>The warehouse reports on a fulfilment order that it was never sent.</summary>
    public const string FulfilmentNotDispatched = "FULFILMENT_NOT_DISPATCHED";

    /// <summary>The fulfilment order belongs to another warehouse than the one that reports.</summary>
    public const string WarehouseMismatch = "WAREHOUSE_MISMATCH";

    /// <summary>The report names a state that a warehouse cannot report.</summary>
    public const string StateNotReportable = "STATE_NOT_REPORTABLE";

    /// <summary>The report id was used before for another state.</summary>
    public const string ReportIdReused = "REPORT_ID_REUSED";

    /// <summary>The fulfilment order has as many reports as are kept; more are noise.</summary>
    public const string ReportLimitReached = "REPORT_LIMIT_REACHED";

    /// <summary>The report names a line that the fulfilment order does not have.</summary>
    public const string LineUnknown = "LINE_UNKNOWN";

    /// <summary>The report names another SKU than the line has.</summary>
    public const string SkuMismatch = "SKU_MISMATCH";

    /// <summary>More serial numbers than pieces.</summary>
    public const string SerialNumbersExceedQuantity = "SERIAL_NUMBERS_EXCEED_QUANTITY";

    /// <summary>A shipping report without any parcel.</summary>
    public const string PackagesRequired = "PACKAGES_REQUIRED";

    /// <summary>The parcel was reported before with other content.</summary>
    public const string PackageContradicts = "PACKAGE_CONTRADICTS";

    /// <summary>The parcels hold more pieces than were ordered and not cancelled.</summary>
    public const string ShippedMoreThanOrdered = "SHIPPED_MORE_THAN_ORDERED";

    /// <summary>The parcels left although the work was cancelled.</summary>
    public const string ShippedAfterCancelled = "SHIPPED_AFTER_CANCELLED";

    /// <summary>The warehouse works on what was cancelled, rejected or closed.</summary>
    public const string WorkAfterEnd = "WORK_AFTER_END";

    /// <summary>More pieces are said to be missing than are open.</summary>
    public const string ShortMoreThanOpen = "SHORT_MORE_THAN_OPEN";

    /// <summary>No shortage waits for a decision.</summary>
    public const string NothingShort = "NOTHING_SHORT";

    /// <summary>All pieces have left or were cancelled; ask the carrier to intercept, or open a return.</summary>
    public const string NothingToCancel = "NOTHING_TO_CANCEL";

    /// <summary>More pieces are to be cancelled than are left.</summary>
    public const string CancelMoreThanOpen = "CANCEL_MORE_THAN_OPEN";

    /// <summary>A cancellation is under way; wait for its answer.</summary>
    public const string CancellationPending = "CANCELLATION_PENDING";

    /// <summary>The warehouse answers a cancellation that nobody asked for.</summary>
    public const string CancellationNotRequested = "CANCELLATION_NOT_REQUESTED";

    /// <summary>Parcels have left; report a shortage for the rest instead of rejecting.</summary>
    public const string AlreadyShipped = "ALREADY_SHIPPED";

    /// <summary>The fulfilment order is not held.</summary>
    public const string NotOnHold = "NOT_ON_HOLD";

    /// <summary>The fulfilment order is held; resume it first.</summary>
    public const string OnHold = "ON_HOLD";

    /// <summary>There is no exception to clear.</summary>
    public const string NoException = "NO_EXCEPTION";

    /// <summary>Nothing has been shipped that a carrier could stop.</summary>
    public const string NothingShipped = "NOTHING_SHIPPED";

    /// <summary>The carrier code or tracking number is empty or longer than 64 characters.</summary>
    public const string TrackingNumberInvalid = "TRACKING_NUMBER_INVALID";

    /// <summary>The shipment has as many scans as are kept; more are noise.</summary>
    public const string TrackingLimitReached = "TRACKING_LIMIT_REACHED";

    /// <summary>The same fulfilment order was linked to the parcel with other content.</summary>
    public const string ShipmentContradicts = "SHIPMENT_CONTRADICTS";

    /// <summary>The parcel's state does not allow the action; the message says why.</summary>
    public const string ShipmentStateWrong = "SHIPMENT_STATE_WRONG";

    /// <summary>The carrier answers an intercept that nobody asked for.</summary>
    public const string InterceptNotRequested = "INTERCEPT_NOT_REQUESTED";

    /// <summary>No incident of the parcel has this id.</summary>
    public const string IncidentNotFound = "INCIDENT_NOT_FOUND";

    /// <summary>The incident is resolved already.</summary>
    public const string IncidentClosed = "INCIDENT_CLOSED";

    /// <summary>The parcel is delivered; open a return.</summary>
    public const string ParcelDelivered = "PARCEL_DELIVERED";

    /// <summary>More pieces came back than the parcel held.</summary>
    public const string ReturnedMoreThanShipped = "RETURNED_MORE_THAN_SHIPPED";
}
