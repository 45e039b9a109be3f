namespace OrderBridge.Storage.Proving;

/// <summary>What a check found wrong, counted, with the first few in words; and the numbers it wants reported.</summary>
public sealed class Findings
{
    /// <summary>How many are kept in words.</summary>
    public const int KeptMax = 20;

    private readonly List<string> _first = [];
    private readonly Dictionary<string, long> _figures = new(StringComparer.Ordinal);

    /// <summary>Things that were looked at.</summary>
    public long Looked { get; private set; }

    public long Count { get; private set; }

    public IReadOnlyList<string> First => _first;

    public IReadOnlyDictionary<string, long> Figures => _figures;

    /// <summary>One more thing was looked at.</summary>
    public void Look() => Looked++;

    /// <summary>Something is wrong. No personal data.</summary>
    public void Add(string finding)
    {
        Count++;
        if (_first.Count < KeptMax)
        {
            _first.Add(finding);
        }
    }

    /// <summary>Looks at one thing that should be so.</summary>
    /// <param name="what">Names the thing; asked only when it is wrong.</param>
    public void Expect<T>(T expected, T actual, Func<string> what)
    {
        ArgumentNullException.ThrowIfNull(what);
        Look();
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Add($"{what()}: the journal says {expected}, the table {actual}.");
        }
    }

    /// <summary>Adds to a number of the report, as in <c>units_oversold</c>; zero makes it appear.</summary>
    public void Figure(string name, long by) => _figures[name] = _figures.GetValueOrDefault(name) + by;
}
