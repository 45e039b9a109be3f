namespace OrderBridge.Kernel.Leasing;

/// <summary>
/// Which of several hubs does work that one at a time must do. A lease ends by itself some seconds after its owner died or froze; an owner that wakes
/// late is stopped by the cursor's compare-and-set, so a lease saves double work and no more than that.
/// </summary>
public interface ILeases
{
    /// <summary>True where other hubs may take over: progress then has to be left where they can read it.</summary>
    bool IsShared { get; }

    /// <summary>
    /// True when this process owns the name now; takes it when nobody does. What is owned stays owned, without further calls, for as long as the process
    /// lives and reaches the store.
    /// </summary>
    ValueTask<bool> HoldAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives the name up, so that another process may take it at once. Nothing happens where it is not owned.</summary>
    ValueTask YieldAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The leases of a store that one process has for itself: always held.</summary>
public sealed class SoleOwner : ILeases
{
    public static SoleOwner Instance { get; } = new();

    public bool IsShared => false;

    public ValueTask<bool> HoldAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    /// <summary>There is nobody who could take it.</summary>
    public ValueTask YieldAsync(string name, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
