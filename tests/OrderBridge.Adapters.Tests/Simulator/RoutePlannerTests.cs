using OrderBridge.Adapters.Kuaidi100.Mapping;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kuaidi100Simulator.Pushing;
using OrderBridge.Kuaidi100Simulator.Routing;

namespace OrderBridge.Adapters.Tests.Simulator;

public sealed class RoutePlannerTests
{
    private static readonly RouteOptions Rough = new() { Seed = 7, ExceptionRate = 0.3, RefusedRate = 0.2, LostRate = 0.1 };

    [Fact]
    public void Plan_WithTheSameSeed_IsTheSameJourney() => Assert.Equal(RoutePlanner.Plan(Rough, "sf", "N1").Steps, RoutePlanner.Plan(Rough, "sf", "N1").Steps);

    [Fact]
    public void Plan_WithAnotherSeedOrParcel_IsAnotherJourney()
    {
        Assert.NotEqual(RoutePlanner.Plan(Rough, "sf", "N1").Steps, RoutePlanner.Plan(Rough with { Seed = 8 }, "sf", "N1").Steps);
        Assert.NotEqual(RoutePlanner.Plan(Rough, "sf", "N1").Steps, RoutePlanner.Plan(Rough, "sf", "N2").Steps);
    }

    [Fact]
    public void Plan_OfManyParcels_KeepsTheRatesAndEveryStateIsInTheTable()
    {
        var routes = Enumerable.Range(0, 2_000).Select(i => RoutePlanner.Plan(Rough, "sf", $"N{i}")).ToList();

        Assert.InRange(routes.Count(route => route.IsAborted), 140, 260);
        Assert.InRange(routes.Count(route => route.Steps[^1].Code == "4"), 320, 480);
        Assert.InRange(routes.Count(route => route.Steps[^1].Code == "302"), 500, 700);
        Assert.All(routes.SelectMany(route => route.Steps), step => Assert.NotEqual(TrackingStatus.Unrecognised, StateTable.OfCode(step.Code).Status));
        Assert.All(routes, route => Assert.Equal(route.Steps.Select(s => s.Offset).Order(), route.Steps.Select(s => s.Offset)));
        Assert.Superset(new HashSet<string> { "301", "303", "304" }, routes.Select(route => route.Steps[^1].Code).ToHashSet());
    }

    [Fact]
    public void Schedule_WithoutChaos_PushesEachStepOnceInOrder()
    {
        var route = RoutePlanner.Plan(new RouteOptions(), "sf", "N1");
        var pushes = PushSchedule.Plan(route, 0, new Random(1));

        Assert.Equal(Enumerable.Range(1, route.Steps.Count), pushes.Select(push => push.Entries));
        Assert.True(pushes[^1].IsLast);
    }

    [Fact]
    public void Schedule_WithChaos_RepeatsAndSwapsButLosesNothing()
    {
        var swapped = false;
        var repeated = false;
        for (var seed = 0; seed < 20; seed++)
        {
            var route = RoutePlanner.Plan(new RouteOptions { Seed = seed }, "sf", "N1");
            var entries = PushSchedule.Plan(route, 0.5, new Random(seed)).Select(push => push.Entries).ToList();
            Assert.Equal(Enumerable.Range(1, route.Steps.Count), entries.Distinct().Order());
            repeated |= entries.Count > route.Steps.Count;
            swapped |= !entries.SequenceEqual(entries.Order());
        }

        Assert.True(repeated && swapped);
    }

    [Fact]
    public void Build_AtAnySpeed_KeepsEachEntrysTimeAndReadsBackAsTheRoute()
    {
        var parcel = new Parcel("sf", "N1", new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero));
        var route = RoutePlanner.Plan(Rough, "sf", "N1");
        var keys = new List<string>();
        for (var entries = 1; entries <= route.Steps.Count; entries++)
        {
            var push = PushMapper.Map(PushBuilder.Build(parcel, route, new PlannedPush(TimeSpan.Zero, entries, false), 1_000_000), parcel.StartTime);
            Assert.Equal(route.Steps.Take(entries).Select(step => step.Code), push.Events.Select(e => e.RawCode));
            Assert.Equal(keys, push.Events.SkipLast(1).Select(e => e.EventKey));
            keys = [.. push.Events.Select(e => e.EventKey)];
        }
    }
}
