using System.Globalization;
using OrderBridge.Kernel.Lifecycles;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>Tells a lifecycle table to people: states, picture, rows.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Source">File that holds the table.</param>
/// <param name="Introduction">What a reader should know before the tables.</param>
internal sealed record LifecycleDocument<TState>(string Title, string Source, string Introduction, Lifecycle<TState> Table)
    where TState : struct, Enum
{
    /// <summary>A row with more origins is drawn as one arrow with the number of the others beside it.</summary>
    private const int OriginsDrawn = 4;

    private IEnumerable<TState> States => Enum.GetValues<TState>().Where(s => Convert.ToInt32(s, CultureInfo.InvariantCulture) != 0);

    private IEnumerable<IGrouping<string, Transition<TState>>> Rows => Table.Transitions.GroupBy(t => t.Id);

    public Markdown Write() => new Markdown()
        .Block($"# {Title}")
        .Block($"<!-- Written by eng/docs/refresh from {Source}. Change the table there, not this file. -->")
        .Block(Introduction)
        .Block("## States")
        .Table(["State", "中文", "Next", "Ends here"], States.Select(StateRow))
        .Block("## Picture")
        .Fence("mermaid", Picture())
        .Block("## Rows")
        .Table(["Row", "From", "To", "Trigger", "Guard", "Effect", "Deadline there"], Rows.Select(TransitionRow));

    private string[] StateRow(TState state) =>
    [
        $"`{Word(state)}`", ChineseNames.Of(state), string.Join(", ", Table.After(state).Select(Word)), Table.IsTerminal(state) ? "yes" : "no",
    ];

    private static string[] TransitionRow(IGrouping<string, Transition<TState>> row)
    {
        var first = row.First();
        return
        [
            row.Key, first.From.Length == 0 ? "(new)" : string.Join(", ", first.From.Select(Word)),
            row.Count() == 1 ? Word(first.To) : $"where it was: {string.Join(", ", row.Select(t => Word(t.To)))}",
            first.Trigger, first.Guard, first.Effect, first.Timeout,
        ];
    }

    private IEnumerable<string> Picture()
    {
        yield return "stateDiagram-v2";
        yield return "    direction LR";
        foreach (var edge in Rows.SelectMany(Edges).GroupBy(e => (e.From, e.To)))
        {
            yield return $"    {edge.Key.From} --> {edge.Key.To} : {string.Join(", ", edge.Select(e => e.Label))}";
        }

        foreach (var state in States.Where(Table.IsTerminal))
        {
            yield return $"    {Word(state)} --> [*]";
        }
    }

    private static IEnumerable<(string From, string To, string Label)> Edges(IGrouping<string, Transition<TState>> row)
    {
        var first = row.First();
        var to = row.Count() == 1 ? Word(first.To) : "where_it_was";
        return first.From switch
        {
            [] => [("[*]", to, row.Key)],
            { Length: <= OriginsDrawn } => first.From.Select(from => (Word(from), to, row.Key)),
            _ => [(Word(Nearest(first)), to, $"{row.Key} and from {first.From.Length - 1} others")],
        };
    }

    /// <summary>The origin drawn for many: the last one before the target in the states' own order.</summary>
    private static TState Nearest(Transition<TState> row) =>
        row.From.Where(from => from.CompareTo(row.To) < 0).DefaultIfEmpty(row.From[0]).Max();

    internal static string Word(TState state) => StateWords.Of(state.ToString());
}

/// <summary>Names as the contract spells them.</summary>
internal static class StateWords
{
    public static string Of(string pascal) => string.Concat(pascal.Select((c, i) =>
        i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    public static string Of(OrderState state) => Of(state.ToString());
}
