namespace OrderBridge.Simulation.Living;

/// <summary>What kind of hub a run has.</summary>
internal sealed record SimulationOptions
{
    /// <summary>Journal records that flows follow before their cursor moves.</summary>
    public int FlowBatch { get; init; } = 16;

    /// <summary>The ledger is a server of its own (as Redis is) and keeps what dead processes told it.</summary>
    public bool LedgerSurvives { get; init; }

    public Sabotage Sabotage { get; init; } = new();
}
