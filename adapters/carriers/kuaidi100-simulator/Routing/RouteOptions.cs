namespace OrderBridge.Kuaidi100Simulator.Routing;

/// <summary>What happens on the way, and how badly it is reported. All rates from 0 to 1.</summary>
public sealed record RouteOptions
{
    /// <summary>The same seed and parcel give the same journey.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Part of the pushes that come twice, late or in the wrong order.</summary>
    public double Chaos { get; init; }

    /// <summary>Parcels that meet a problem and arrive all the same.</summary>
    public double ExceptionRate { get; init; }

    /// <summary>Parcels that the recipient refuses and that go back.</summary>
    public double RefusedRate { get; init; }

    /// <summary>Parcels that vanish.</summary>
    public double LostRate { get; init; }
}
