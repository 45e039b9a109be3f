using System.Collections.Immutable;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms.Planning;

/// <summary>Draws the plan of each piece of work.</summary>
public sealed class Planner(WmsOptions options)
{
    /// <summary>Share of parcels that the carrier can still stop when asked (assumption).</summary>
    private const double InterceptRate = 0.7;

    /// <summary>Share of work that leaves in two goes when there is more than one parcel (assumption).</summary>
    private const double PartialRate = 0.25;

    private static readonly ImmutableArray<FulfilmentState> Shortest = [FulfilmentState.Accepted, FulfilmentState.Shipped];

    private readonly Dice _dice = new(options.Seed);

    /// <param name="pieces">Pieces left to send; big orders need several parcels.</param>
    public WorkPlan Plan(string fulfilmentId, long pieces) => new(
        Route(fulfilmentId, pieces),
        _dice.Hits(options.RejectRate, fulfilmentId, "reject"),
        _dice.Hits(options.ShortageRate, fulfilmentId, "shortage"),
        StumblesAt(fulfilmentId),
        _dice.Hits(InterceptRate, fulfilmentId, "intercept"),
        options.Carriers[(int)(_dice.Roll(fulfilmentId, "carrier") * options.Carriers.Length)],
        PaceOf(fulfilmentId)) { ParcelPieces = options.ParcelPieces };

    /// <summary>0.5 to 1.5 times the mean time of a step.</summary>
    public double PaceOf(string fulfilmentId) => 0.5 + _dice.Roll(fulfilmentId, "pace");

    private ImmutableArray<FulfilmentState> Route(string fulfilmentId, long pieces)
    {
        if (_dice.Hits(options.Chaos, fulfilmentId, "skip"))
        {
            return Shortest;
        }

        var inTwoGoes = Parcels.CountFor(pieces, options.ParcelPieces) > 1 && _dice.Hits(PartialRate, fulfilmentId, "partial");
        return inTwoGoes
            ? options.Steps.Insert(options.Steps.Length - 1, FulfilmentState.PartiallyShipped)
            : options.Steps;
    }

    private FulfilmentState StumblesAt(string fulfilmentId)
    {
        if (!_dice.Hits(options.ExceptionRate, fulfilmentId, "exception"))
        {
            return WorkPlan.Never;
        }

        var later = options.Steps.Length - 1; // The first step, accepting, cannot go wrong on the floor.
        return options.Steps[1 + (int)(_dice.Roll(fulfilmentId, "stumble") * later)];
    }
}
