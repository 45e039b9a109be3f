using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Reporting;

namespace OrderBridge.ReferenceWms.Misbehaving;

/// <summary>What goes wrong with one report.</summary>
public enum Mishap
{
    None = 0,

    /// <summary>Told twice.</summary>
    Duplicated = 1,

    /// <summary>The next report of the work overtakes it.</summary>
    Reordered = 2,

    /// <summary>Arrives many steps later.</summary>
    Delayed = 3,
}

/// <summary>A warehouse as bad as real ones: decides by seed which reports are told twice, overtaken or late. Skipped steps are in the plan.</summary>
public sealed class Chaos(WmsOptions options)
{
    private readonly Dice _dice = new(options.Seed);

    public Mishap Of(Report report)
    {
        if (!_dice.Hits(options.Chaos, report.ReportId, "mishap"))
        {
            return Mishap.None;
        }

        return (_dice.Hash(report.ReportId, "kind") % 3) switch
        {
            0 => Mishap.Duplicated,
            1 => Mishap.Reordered,
            _ => Mishap.Delayed,
        };
    }

    /// <summary>Reordered: 1 to 2 steps, so that the next report is out before it. Delayed: 3 to 15 steps. A duplicate: up to 3.</summary>
    public TimeSpan WaitOf(Report report, Mishap mishap)
    {
        var roll = _dice.Roll(report.ReportId, "wait");
        return mishap switch
        {
            Mishap.Reordered => options.StepTime * (1 + roll),
            Mishap.Delayed => options.StepTime * (3 + (12 * roll)),
            Mishap.Duplicated => options.StepTime * (3 * roll),
            _ => TimeSpan.Zero,
        };
    }
}
