namespace OrderBridge.Fulfilment;

/// <summary>How long a parcel may be silent. Stored with each one at birth, so that a later edit does not move a clock that runs.</summary>
public sealed record ShipmentTimes
{
    /// <summary>Label to first scan. Default 3 days (requirements, tracking.no_data; Kuaidi100's limit).</summary>
    public TimeSpan NoData { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Scan to next scan. Default 60 days (requirements, tracking.no_move; Kuaidi100's limit).</summary>
    public TimeSpan NoMove { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Incident to both sides contacted. Default 24 hours (S1-14).</summary>
    public TimeSpan Incident { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Intercept asked to answered. Default 24 hours (assumption: the incident's limit).</summary>
    public TimeSpan InterceptAnswer { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Last return scan to goods confirmed by a warehouse. Default 48 hours (order lifecycle, row O22).</summary>
    public TimeSpan ReturnReceipt { get; init; } = TimeSpan.FromHours(48);

    public static ShipmentTimes Default { get; } = new();
}
