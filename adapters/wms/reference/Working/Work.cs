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

    /// <summary>Nothing more will be done.</summary>
    public bool IsEnded => Step is FulfilmentState.Shipped or FulfilmentState.Cancelled
        or FulfilmentState.WarehouseRejected or FulfilmentState.Closed;

    public bool IsPaused => (Marks & WorkMarks.Pauses) != 0;

    /// <summary>Stands still until somebody at the hub decides; asking there tells when.</summary>
    public bool WaitsForDecision => (Marks & (WorkMarks.Short | WorkMarks.InException)) != 0 && !IsEnded;

    /// <summary>Too late to cancel.</summary>
    public bool IsPacked => Step is >= FulfilmentState.Packed and <= FulfilmentState.Shipped;

    public long PiecesLeft => Lines.Sum(line => line.Left);

    /// <summary>
    /// Takes over what the hub has cancelled meanwhile; it never gives pieces back. Compared by what is left, because the hub counts from
    /// what was ordered and a task from what was left when it was sent.
    /// </summary>
    public Work WithLinesOf(ImmutableArray<WorkLine> atHub) => this with
    {
        Lines = [.. Lines.Select(line => atHub.FirstOrDefault(other => other.LineId == line.LineId) is { } hub && hub.Left < line.Left
            ? line with { Cancelled = line.Quantity - hub.Left }
            : line)],
    };

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
