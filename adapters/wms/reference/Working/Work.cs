using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>Why work stands still, and what happened to it once. Numbers are stored.</summary>
[Flags]
public enum WorkMarks
{
    None = 0,

    /// <summary>The hub asked to pause.</summary>
    Held = 1,

    /// <summary>Pieces are missing; a person decides at the hub.</summary>
    Short = 2,

    /// <summary>Something is wrong; a person decides at the hub.</summary>
    InException = 4,

    /// <summary>Was short before: it does not become so again.</summary>
    WasShort = 8,

    /// <summary>Had its exception.</summary>
    HadException = 16,

    /// <summary>The hub has answered the report of the shortage or the exception: what it shows from now on is its decision.</summary>
    PauseTold = 32,

    /// <summary>All that make work stand still.</summary>
    Pauses = Held | Short | InException,
}

/// <summary>Pieces of one order line. No names and no addresses: what the floor does not need is not kept.</summary>
/// <param name="Quantity">Pieces asked for.</param>
/// <param name="Cancelled">Pieces the hub took back.</param>
public sealed record WorkLine(string LineId, string SkuId, long Quantity, long Cancelled)
{
    public long Left => Math.Max(0, Quantity - Cancelled);
}

/// <summary>One fulfilment order as the warehouse sees it. Immutable: rules return the next one.</summary>
public sealed record Work(string FulfilmentId, string WarehouseId, ImmutableArray<WorkLine> Lines)
{
    /// <summary>Last step done, or the end: Shipped, Cancelled, WarehouseRejected or Closed.</summary>
    public FulfilmentState Step { get; init; } = FulfilmentState.Dispatched;

    public WorkMarks Marks { get; init; }

    /// <summary>CREATE tasks seen: each one is acknowledged with its own report id.</summary>
    public int Creates { get; init; }

    /// <summary>CANCEL tasks seen: each one is answered with its own report id.</summary>
    public int Cancels { get; init; }

    /// <summary>W3C trace context of the task that began the work; its steps are reported under it. Empty without one.</summary>
    public string TraceParent { get; init; } = "";

    /// <summary>Nothing more will be done.</summary>
    public bool IsEnded => Step is FulfilmentState.Shipped or FulfilmentState.Cancelled
        or FulfilmentState.WarehouseRejected or FulfilmentState.Closed;

    public bool IsPaused => (Marks & WorkMarks.Pauses) != 0;

    /// <summary>Stands still until somebody at the hub decides.</summary>
    public bool WaitsForDecision => (Marks & (WorkMarks.Short | WorkMarks.InException)) != 0 && !IsEnded;

    /// <summary>Asking the hub tells whether it was decided. Before the hub knows of the pause, its answer would mean nothing.</summary>
    public bool MayAsk => WaitsForDecision && Marks.HasFlag(WorkMarks.PauseTold);

    public Work Pausing(WorkMarks pause) => this with { Marks = (Marks | pause) & ~WorkMarks.PauseTold };

    /// <summary>Too late to cancel.</summary>
    public bool IsPacked => Step is >= FulfilmentState.Packed and <= FulfilmentState.Shipped;

    public long PiecesLeft => Lines.Sum(line => line.Left);

    /// <summary>True when the hub has cancelled pieces of which no CANCEL has come yet. Compared by what is left: the hub counts from what
    /// was ordered, a task from what was left when it was sent.</summary>
    public bool HasMoreLeftThan(ImmutableArray<WorkLine> atHub) =>
        Lines.Any(line => atHub.FirstOrDefault(other => other.LineId == line.LineId) is { } hub && hub.Left < line.Left);

    /// <param name="pieces">Pieces to stop; empty means all.</param>
    public Work Without(ImmutableArray<WorkLine> pieces) => this with
    {
        Lines = [.. Lines.Select(line => line with
        {
            Cancelled = Math.Min(line.Quantity, checked(line.Cancelled + (pieces.IsDefaultOrEmpty ? line.Quantity : QuantityIn(pieces, line)))),
        })],
    };

    private static long QuantityIn(ImmutableArray<WorkLine> pieces, WorkLine line) =>
        pieces.Where(other => other.LineId == line.LineId).Sum(other => other.Quantity);
}
