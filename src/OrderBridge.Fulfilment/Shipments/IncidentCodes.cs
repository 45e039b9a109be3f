namespace OrderBridge.Fulfilment;

/// <summary>Problems of parcels. Strings, because carriers invent new ones; an unknown code is kept as it came.</summary>
public static class IncidentCodes
{
    /// <summary>超区: the carrier does not deliver there.</summary>
    public const string OutOfServiceArea = "OUT_OF_SERVICE_AREA";

    /// <summary>滞留: no data or no movement for too long.</summary>
    public const string Stranded = "STRANDED";

    /// <summary>签收异常: signed by a stranger, signed before arrival.</summary>
    public const string SignAnomaly = "SIGN_ANOMALY";

    /// <summary>地址不详.</summary>
    public const string AddressInsufficient = "ADDRESS_INSUFFICIENT";

    /// <summary>无人签收.</summary>
    public const string NotHome = "NOT_HOME";

    /// <summary>无法联系: the courier cannot reach the recipient.</summary>
    public const string Unreachable = "UNREACHABLE";

    /// <summary>清关异常.</summary>
    public const string CustomsProblem = "CUSTOMS_PROBLEM";

    /// <summary>超时未更新: the carrier or the platform that watches it has heard nothing for too long.</summary>
    public const string NoUpdate = "NO_UPDATE";

    /// <summary>破损.</summary>
    public const string Damaged = "DAMAGED";

    /// <summary>丢失.</summary>
    public const string Lost = "LOST";

    /// <summary>拒签.</summary>
    public const string Refused = "REFUSED";

    /// <summary>A delivery failed and the carrier did not say why.</summary>
    public const string AttemptFailed = "ATTEMPT_FAILED";

    /// <summary>The carrier reports a problem and did not say which.</summary>
    public const string Unexplained = "UNEXPLAINED";

    /// <summary>The carrier was asked to stop the parcel and did not answer in time.</summary>
    public const string InterceptUnanswered = "INTERCEPT_UNANSWERED";

    /// <summary>The carrier returned the parcel and the warehouse did not confirm the goods in time.</summary>
    public const string ReturnNotReceived = "RETURN_NOT_RECEIVED";

    /// <summary>A parcel that had been written off was scanned again.</summary>
    public const string FoundAfterWriteOff = "FOUND_AFTER_WRITE_OFF";
}
