namespace OrderBridge.Simulation.Living;

/// <summary>What happens to a process at a commit boundary.</summary>
internal enum Accident
{
    None = 0,

    /// <summary>It dies with the ledger asked and nothing written.</summary>
    BeforeTheCommit = 1,

    /// <summary>It dies with the commit written, before ledger and caches hear of it.</summary>
    BeforeTheLedgerHears = 2,

    /// <summary>It dies with everything done but the answer.</summary>
    BeforeTheAnswer = 3,
}

/// <summary>Decides at every commit boundary of a run; counts them.</summary>
internal sealed class AccidentPlan(Func<int, Accident> decide)
{
    /// <summary>Boundaries met so far.</summary>
    public int Boundaries { get; private set; }

    public int Crashes { get; private set; }

    /// <summary>Off while the run comes to its end.</summary>
    public bool IsOver { get; set; }

    public static AccidentPlan Never() => new(_ => Accident.None);

    /// <summary>One crash at the given boundary, 1 for the first.</summary>
    public static AccidentPlan Once(int at, Accident accident) => new(n => n == at ? accident : Accident.None);

    public static AccidentPlan NowAndThen(Random random, double probability) =>
        new(_ => random.NextDouble() < probability ? (Accident)random.Next(1, 4) : Accident.None);

    public Accident Next()
    {
        Boundaries++;
        var accident = IsOver ? Accident.None : decide(Boundaries);
        Crashes += accident is Accident.None ? 0 : 1;
        return accident;
    }
}
