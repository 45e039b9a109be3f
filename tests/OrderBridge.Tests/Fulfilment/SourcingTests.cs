using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Sourcing;

namespace OrderBridge.Tests.Fulfilment;

public sealed class SourcingTests
{
    private static readonly ImmutableArray<FulfilmentLine> TwoPlusOne =
        [new("L1", "tea", "", 2), new("L2", "tea", "", 1), new("L3", "cup", "", 1)];

    [Fact]
    public void Plan_FirstThatHasEverything_IsChosenAndEachOtherSaysWhyNot()
    {
        var plan = Plan(
            Candidate("closed", ("tea", 9), ("cup", 9)) with { IsActive = false },
            Candidate("rejected", ("tea", 9), ("cup", 9)),
            Candidate("far", ("tea", 9), ("cup", 9)) with { Regions = ["Hainan"] },
            Candidate("poor", ("tea", 2), ("cup", 9)), // enough for each line, not for both
            Candidate("right", ("tea", 3), ("cup", 1)),
            Candidate("later", ("tea", 9), ("cup", 9)));

        Assert.Equal("right", plan.WarehouseId);
        Assert.Equal(
            ["closed NOT_ACTIVE", "rejected EXCLUDED_BEFORE", "far REGION_NOT_SERVED", "poor NOT_ENOUGH_STOCK", "right CHOSEN", "later LOWER_PREFERENCE"],
            plan.Verdicts.Select(v => $"{v.WarehouseId} {v.Reason}"));
        Assert.Equal("tea: 2 of 3", plan.Verdicts[3].Detail);
    }

    [Fact]
    public void Plan_NobodyHasEverything_ChoosesNone()
    {
        var plan = Plan(Candidate("a", ("tea", 3)), Candidate("b", ("cup", 1)));

        Assert.Null(plan.WarehouseId);
        Assert.All(plan.Verdicts, v => Assert.Equal(PlanSourcing.NotEnoughStock, v.Reason));
    }

    private static SourcingPlan Plan(params ImmutableArray<SourcingCandidate> candidates) =>
        new PlanSourcing(TwoPlusOne, candidates, "Zhejiang", ["rejected"]).Plan();

    private static SourcingCandidate Candidate(string id, params (string Sku, long Pieces)[] sellable) =>
        new(id, true, [], sellable.ToImmutableDictionary(s => s.Sku, s => s.Pieces));
}
