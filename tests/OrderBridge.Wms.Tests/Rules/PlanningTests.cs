using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class PlanningTests
{
    [Fact]
    public void Roll_SameSeedAndSubject_SameNumber()
    {
        Assert.Equal(new Dice(5).Roll("ful-1", "reject"), new Dice(5).Roll("ful-1", "reject"));
        Assert.NotEqual(new Dice(5).Roll("ful-1", "reject"), new Dice(6).Roll("ful-1", "reject"));
        Assert.NotEqual(new Dice(5).Roll("ful-1", "reject"), new Dice(5).Roll("ful-1", "shortage"));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Hits_ManySubjects_TheFractionAskedFor(double fraction)
    {
        var dice = new Dice(1);
        var hits = Enumerable.Range(0, 20_000).Count(i => dice.Hits(fraction, $"ful-{i}", "question"));

        Assert.InRange(hits / 20_000.0, fraction - 0.01, fraction + 0.01);
    }

    /// <summary>Any mixture of lines: every piece is in exactly one parcel and no parcel is empty.</summary>
    [Fact]
    public void Parcels_hold_each_piece_once()
    {
        const int Seed = 20260301;
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(i => Line(i, random)).Where(line => line.Left > 0).ToList();
            if (lines.Count == 0)
            {
                continue;
            }

            var parcels = Parcels.Of(new Work($"ful-{round}", "wh-1", [.. lines]), "sf");

            Assert.Equal(
                lines.ToDictionary(line => line.LineId, line => line.Left),
                parcels.SelectMany(p => p.Lines).GroupBy(l => l.LineId).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity)));
            Assert.All(parcels, parcel => Assert.All(parcel.Lines, line => Assert.True(line.Quantity > 0)));
            Assert.All(parcels, parcel => Assert.NotEmpty(parcel.Lines));
            Assert.All(parcels, parcel => Assert.InRange(parcel.WeightGrams, 1, 1_000_000));
            Assert.Equal(parcels.Count, parcels.Select(p => p.TrackingNumber).Distinct().Count());
            Assert.InRange(parcels.Count, 1, Parcels.ParcelsMax);
        }
    }

    [Fact]
    public void Parcels_are_the_same_each_time_they_are_asked_for()
    {
        var work = new Work("ful-1", "wh-1", [new WorkLine("l1", "sku-1", 20, 0)]);

        Assert.Equal(Parcels.Of(work, "jd"), Parcels.Of(work, "jd"));
    }

    [Fact]
    public void A_hundred_thousand_orders_have_as_many_tracking_numbers()
    {
        var numbers = Enumerable.Range(0, 100_000)
            .Select(i => Parcels.Of(new Work($"ful-{i}", "wh-1", [new WorkLine("l1", "sku-1", 1, 0)]), "zto")[0].TrackingNumber);

        Assert.Equal(100_000, numbers.Distinct().Count());
    }

    [Fact]
    public void Every_route_begins_behind_accepted_or_with_it_goes_up_and_ends_with_shipped()
    {
        var planner = new Planner(new WmsOptions { Chaos = 0.3, ExceptionRate = 0.5 });
        for (var i = 0; i < 1_000; i++)
        {
            var plan = planner.Plan($"ful-{i}", 1 + (i % 30));

            Assert.Equal(FulfilmentState.Accepted, plan.Route[0]);
            Assert.Equal(FulfilmentState.Shipped, plan.Route[^1]);
            Assert.Equal(plan.Route.Order(), plan.Route);
            Assert.NotEqual(FulfilmentState.Accepted, plan.StumblesAt);
        }
    }

    private static WorkLine Line(int number, Random random) =>
        new($"l{number}", $"sku-{number}", random.Next(1, 40), random.Next(0, 10));
}
