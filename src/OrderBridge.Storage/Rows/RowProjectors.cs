using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Rows;

/// <summary>A list row to write, or to remove.</summary>
public readonly record struct RowChange(object Row, bool IsGone);

/// <summary>Says which list rows the state of one kind of aggregate has. Pure; the rows are a function of the state and of nothing else.</summary>
public interface IRowProjector
{
    /// <summary>Kind of aggregate.</summary>
    string Kind { get; }

    /// <summary>Types of the rows it gives; each is a table of <see cref="Schema.StorageContext"/>.</summary>
    IReadOnlyList<Type> RowTypes { get; }

    /// <summary>Rows of a state, which is of the kind and born; records, so that equal rows compare as equal.</summary>
    IEnumerable<object> RowsOf(IAggregate state);
}

/// <summary>All projectors, by kind; an aggregate without one has no rows.</summary>
public sealed class RowProjectors
{
    private readonly Dictionary<string, IRowProjector> _byKind;
    private readonly RowTables _tables;

    public RowProjectors(IEnumerable<IRowProjector> projectors, RowTables tables)
    {
        _byKind = projectors.ToDictionary(p => p.Kind, StringComparer.Ordinal);
        _tables = tables;
    }

    /// <summary>The projectors of all modules.</summary>
    public static IReadOnlyList<IRowProjector> Standard { get; } =
    [
        new OrderProjector(), new ReservationProjector(), new FulfilmentOrderProjector(), new ShipmentProjector(),
    ];

    /// <summary>Types of all rows that projectors write.</summary>
    public IEnumerable<Type> RowTypes => _byKind.Values.SelectMany(p => p.RowTypes).Distinct();

    public IEnumerable<object> RowsOf(string kind, IAggregate state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Version > 0 && _byKind.TryGetValue(kind, out var projector) ? projector.RowsOf(state) : [];
    }

    /// <summary>What turns the rows before a change into those after it; rows that stay equal are not written.</summary>
    public RowChange[] Changes(AggregateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!_byKind.ContainsKey(change.Kind))
        {
            return [];
        }

        var before = RowsOf(change.Kind, change.Before).ToHashSet();
        var after = RowsOf(change.Kind, change.After).ToList();
        var written = after.Where(row => !before.Remove(row)).Select(row => new RowChange(row, IsGone: false)).ToList();
        return before.Count == 0 ? [.. written] : [.. Gone(before, after), .. written];
    }

    private IEnumerable<RowChange> Gone(IEnumerable<object> before, List<object> after)
    {
        var kept = after.Select(_tables.KeyOf).ToHashSet();
        return before.Where(row => !kept.Contains(_tables.KeyOf(row))).Select(row => new RowChange(row, IsGone: true));
    }
}
