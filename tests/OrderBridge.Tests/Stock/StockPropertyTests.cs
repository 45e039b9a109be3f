using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Stock;
using Xunit.Abstractions;

namespace OrderBridge.Tests.Stock;

/// <summary>Any sequence of steps by anybody: counters stay in their bounds and are the sum of their movements, and the ledger ends up equal.</summary>
public sealed class StockPropertyTests(ITestOutputHelper output)
{
    /// <summary>Second half of a FsCheck seed; odd, and constant so that one number is enough to run a failure again.</summary>
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private static readonly StockKey[] Keys = [new("east", "tea"), new("east", "cup"), new("west", "tea")];

    /// <summary>One step: what, on which reservation, on which key, how many.</summary>
    public sealed record Step(int What, int Reservation, int Key, int Quantity);

    [Fact]
    public void Any_sequence_of_steps_keeps_the_counters_right()
    {
        var steps =
            from what in Gen.Choose(0, 11)
            from reservation in Gen.Choose(0, 5)
            from key in Gen.Choose(0, Keys.Length - 1)
            from quantity in Gen.Choose(1, 8)
            select new Step(what, reservation, key, quantity);

        Prop.ForAll(Arb.From(steps.ListOf()), sequence => KeepsRight([.. sequence])).Check(Seeded("steps"));
    }

    [Fact]
    public void Lines_summed_in_any_order_are_the_same_and_lose_nothing()
    {
        var line = from key in Gen.Choose(0, Keys.Length - 1) from quantity in Gen.Choose(-5, 5) select new StockLine(Keys[key], quantity);

        Prop.ForAll(Arb.From(line.ListOf()), lines =>
        {
            var sum = StockLines.Sum(lines);
            return StockLines.Same(sum, StockLines.Sum(Enumerable.Reverse(lines)))
                && Keys.All(k => StockLines.QuantityOf(sum, k) == lines.Where(l => l.Key == k).Sum(l => l.Quantity))
                && sum.All(l => l.Quantity != 0)
                && sum.Zip(sum.Skip(1)).All(pair => pair.First.Key < pair.Second.Key);
        }).Check(Seeded("lines"));
    }

    private static bool KeepsRight(Step[] steps)
    {
        var desk = StockDesk.OpenAsync(pieces: [(Keys[0], 10), (Keys[1], 5), (Keys[2], 3)]).GetAwaiter().GetResult();
        foreach (var step in steps)
        {
            var before = Levels(desk);
            var outcome = RunAsync(desk, step).AsTask().GetAwaiter().GetResult();
            var after = Levels(desk);
            if (!after.All(IsInBounds) || (outcome.IsRefused && !before.SequenceEqual(after)) || OversoldBy(step, before, after))
            {
                return false;
            }
        }

        return Keys.All(k => desk.Prover.ProveAsync(k, default).AsTask().GetAwaiter().GetResult().IsProven)
            && desk.Ledger.AvailabilityAsync(Keys, default).AsTask().GetAwaiter().GetResult().SequenceEqual(Levels(desk))
            && HeldSums(desk);
    }

    private static bool IsInBounds(StockLevel level) => level is { OnHand: >= 0, Reserved: >= 0, SafetyStock: >= 0, Damaged: >= 0 };

    /// <summary>A step that reserves may never leave less than nothing sellable on a key it took from.</summary>
    private static bool OversoldBy(Step step, StockLevel[] before, StockLevel[] after) =>
        step.What <= 3 && before.Zip(after).Any(pair => pair.Second.Reserved > pair.First.Reserved && pair.Second.Sellable < 0);

    private static bool HeldSums(StockDesk desk)
    {
        var open = desk.Books.OpenReservationsAsync(null, 100, default).AsTask().GetAwaiter().GetResult();
        return Levels(desk).All(level => level.Reserved == open.Sum(r => StockLines.QuantityOf(r.Held, level.Key)));
    }

    private static StockLevel[] Levels(StockDesk desk) => [.. desk.Books.FindManyAsync(Keys, default).AsTask().GetAwaiter().GetResult()];

    private static async ValueTask<Outcome<Reservation>> RunAsync(StockDesk desk, Step step)
    {
        var id = $"r{step.Reservation}";
        StockLine line = new(Keys[step.Key], step.Quantity);
        switch (step.What)
        {
            case 0 or 1:
                return await desk.ReserveAsync(id, line.Key, line.Quantity, expireTime: desk.Clock.GetUtcNow().AddMinutes(10));
            case 2:
                return await desk.ReserveAsync(id, line.Key, line.Quantity, ReserveMode.FillWhatYouCan);
            case 3:
                return await desk.RunAsync(c => desk.Reservations.ReviseAsync(c, id, [line, new(Keys[0], 1)], default));
            case 4:
                return await desk.RunAsync(c => desk.Reservations.CommitAsync(c, id, default));
            case 5:
                return await desk.RunAsync(c => desk.Reservations.AllocateAsync(c, id, "f1", default));
            case 6:
                return await desk.RunAsync(c => desk.Reservations.ReleaseAsync(c, id, [line], "SHORT", default));
            case 7:
                return await desk.RunAsync(c => desk.Reservations.ReleaseAsync(c, id, null, "CANCELLED", default));
            case 8:
                return await desk.RunAsync(c => desk.Reservations.ConsumeAsync(c, id, [line], "f1", default));
            case 9:
                desk.Clock.Advance(TimeSpan.FromMinutes(4));
                return await desk.RunAsync(c => desk.Reservations.ExpireAsync(c, id, desk.Clock.GetUtcNow(), default));
            case 10:
                return await AdjustAsync(desk, line.Key, step.Quantity - 5, step.Reservation - 3);
            default:
                return await SetQuotaAsync(desk, line.Key, step.Quantity > 6 ? null : step.Quantity);
        }
    }

    private static async ValueTask<Outcome<Reservation>> AdjustAsync(StockDesk desk, StockKey key, long onHand, long safetyStock)
    {
        var outcome = await desk.Commands.AdjustStockAsync(
            new([new(key, onHand, 0, safetyStock)], MovementKind.Correction, "property", ""), desk.Call(), default);
        return new Outcome<Reservation>(null, outcome.Refusal);
    }

    private static async ValueTask<Outcome<Reservation>> SetQuotaAsync(StockDesk desk, StockKey key, long? quota)
    {
        var outcome = await desk.Commands.SetChannelQuotaAsync(new(key, "shop", quota), desk.Call(), default);
        return new Outcome<Reservation>(null, outcome.Refusal);
    }

    /// <summary>A failure names its seed; <c>ORDERBRIDGE_SEED</c> runs it again.</summary>
    private Config Seeded(string name)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("ORDERBRIDGE_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        output.WriteLine($"{name}: ORDERBRIDGE_SEED={seed}");
        return Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(seed, Gamma);
    }
}
