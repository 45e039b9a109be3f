namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>Reports that go one after the other: those of one piece of work, or a single one that chaos took out of the row.</summary>
/// <remarks>Guarded by the reporter's lock. The report in front is taken out by nobody but the sender that has the lane.</remarks>
internal sealed class Lane(string fulfilmentId, bool isShared, bool isCopy)
{
    public string FulfilmentId => fulfilmentId;

    /// <summary>True for the lane that later reports of the work join.</summary>
    public bool IsShared => isShared;

    /// <summary>True for a repeat that chaos made: its answer means nothing.</summary>
    public bool IsCopy => isCopy;

    public Queue<Report> Reports { get; } = new();

    /// <summary>Tries of the report in front.</summary>
    public int Tries { get; set; }
}
