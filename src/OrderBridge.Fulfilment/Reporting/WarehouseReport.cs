using System.Collections.Immutable;

namespace OrderBridge.Fulfilment.Reporting;

/// <summary>What a warehouse says, as an adapter translated it.</summary>
/// <param name="ReportId">The same message has the same id; a repeat changes nothing.</param>
/// <param name="WarehouseId">Who says it.</param>
/// <param name="State">
/// A step of work (ACCEPTED to READY), PARTIALLY_SHIPPED (more will come), SHIPPED (nothing more will come), SHORT, CANCELLED,
/// CANCEL_REFUSED, WAREHOUSE_REJECTED, EXCEPTION or CLOSED.
/// </param>
/// <param name="ReportTime">When it happened there; null means now, and a time ahead of the hub's counts as now.</param>
public sealed record WarehouseReport(string ReportId, string WarehouseId, FulfilmentState State, DateTimeOffset? ReportTime)
{
    public string WaveId { get; init; } = "";

    /// <summary>The warehouse's words or reason; no personal data.</summary>
    public string Note { get; init; } = "";

    /// <summary>Parcels, of the two shipping states only.</summary>
    public ImmutableArray<PackageShipped> Packages { get; init; } = [];

    /// <summary>Missing pieces, of SHORT only.</summary>
    public ImmutableArray<LineQuantity> MissingLines { get; init; } = [];

    public ImmutableArray<PickedLot> Lots { get; init; } = [];
}
