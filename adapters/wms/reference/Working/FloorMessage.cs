using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Taking;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>What the floor is told. One thread reads it, so that nothing on the floor needs a lock.</summary>
internal abstract record FloorMessage
{
    /// <param name="Stored">Completed when the tasks survive a crash.</param>
    public sealed record TasksArrived(IReadOnlyList<TaskMessage> Messages, TaskCompletionSource Stored) : FloorMessage;

    public sealed record ReportAnswered(Report Report, ReportAnswer Answer) : FloorMessage;

    public sealed record HubLooked(Question Question, HubView View) : FloorMessage;

    /// <summary>The hub does not take the resume token any more.</summary>
    /// <param name="Stored">Completed when the store has forgotten it.</param>
    public sealed record TokenRefused(TaskCompletionSource Stored) : FloorMessage;

    /// <summary>Something is due.</summary>
    public sealed record Tick : FloorMessage;
}
