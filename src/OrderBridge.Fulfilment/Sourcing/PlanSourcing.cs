using System.Collections.Immutable;

namespace OrderBridge.Fulfilment.Sourcing;

/// <summary>A warehouse that might send an order.</summary>
/// <param name="IsActive">False: it takes no work now.</param>
/// <param name="Regions">Provinces it sends to; empty means everywhere.</param>
/// <param name="Sellable">Pieces by SKU that this order may take, with what it has reserved there; a missing SKU means none.</param>
public sealed record SourcingCandidate(
    string WarehouseId, bool IsActive, ImmutableHashSet<string> Regions, ImmutableDictionary<string, long> Sellable);

/// <summary>Why a candidate was taken or not. The list of them is the explanation of the plan.</summary>
/// <param name="Reason">CHOSEN, or one of the reasons of <see cref="PlanSourcing"/>.</param>
/// <param name="Detail">For people: the SKU that is missing and how many.</param>
public sealed record CandidateVerdict(string WarehouseId, string Reason, string Detail);

/// <param name="WarehouseId">Null when no candidate has everything.</param>
public sealed record SourcingPlan(string? WarehouseId, ImmutableArray<CandidateVerdict> Verdicts);

/// <summary>Chooses one warehouse that has everything: one parcel, one freight. Pure.</summary>
/// <param name="Lines">What to send; pieces of one SKU are summed over lines.</param>
/// <param name="Candidates">In the order of preference.</param>
/// <param name="Region">Province of the destination; empty when unknown.</param>
/// <param name="Excluded">Warehouses that rejected it or were short before.</param>
public sealed record PlanSourcing(
    ImmutableArray<FulfilmentLine> Lines,
    ImmutableArray<SourcingCandidate> Candidates,
    string Region,
    ImmutableHashSet<string> Excluded)
{
    public const string Chosen = "CHOSEN";
    public const string NotActive = "NOT_ACTIVE";
    public const string ExcludedBefore = "EXCLUDED_BEFORE";
    public const string RegionNotServed = "REGION_NOT_SERVED";
    public const string NotEnoughStock = "NOT_ENOUGH_STOCK";
    public const string LowerPreference = "LOWER_PREFERENCE";

    public SourcingPlan Plan()
    {
        var demand = Lines.GroupBy(l => l.SkuId).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));
        var verdicts = ImmutableArray.CreateBuilder<CandidateVerdict>(Candidates.Length);
        string? chosen = null;
        foreach (var candidate in Candidates)
        {
            var verdict = Judge(candidate, demand) ?? new CandidateVerdict(
                candidate.WarehouseId, chosen is null ? Chosen : LowerPreference, chosen is null ? "" : $"{chosen} comes first.");
            chosen ??= verdict.Reason == Chosen ? candidate.WarehouseId : null;
            verdicts.Add(verdict);
        }

        return new SourcingPlan(chosen, verdicts.ToImmutable());
    }

    /// <summary>First reason that speaks against it; null when none does.</summary>
    private CandidateVerdict? Judge(SourcingCandidate candidate, Dictionary<string, long> demand)
    {
        var id = candidate.WarehouseId;
        if (!candidate.IsActive)
        {
            return new CandidateVerdict(id, NotActive, "");
        }

        if (Excluded.Contains(id))
        {
            return new CandidateVerdict(id, ExcludedBefore, "");
        }

        if (Region.Length > 0 && !candidate.Regions.IsEmpty && !candidate.Regions.Contains(Region))
        {
            return new CandidateVerdict(id, RegionNotServed, Region);
        }

        var lacking = demand
            .Select(d => (Sku: d.Key, Wanted: d.Value, Has: candidate.Sellable.GetValueOrDefault(d.Key)))
            .Where(d => d.Has < d.Wanted)
            .Select(d => $"{d.Sku}: {d.Has} of {d.Wanted}")
            .Order(StringComparer.Ordinal)
            .ToList();
        return lacking.Count > 0 ? new CandidateVerdict(id, NotEnoughStock, string.Join(", ", lacking)) : null;
    }
}
