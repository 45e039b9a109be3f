namespace OrderBridge.Stock.Reserving;

/// <summary>The channel of a reservation that is for none, so that no quota limits it.</summary>
public static class NoChannel
{
    /// <summary>No channel can have this id, and no quota is taken for it.</summary>
    public const string Id = "*";

    /// <summary>What older hubs wrote. A channel may be called so, and its quota then limited these reservations too.</summary>
    public const string FormerId = "none";
}
