using System.Collections.Concurrent;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>Counts since the start, by name in lower snake case. Any number of callers.</summary>
public sealed class AdapterCounters
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Increment(string name, long by = 1) => _counts.AddOrUpdate(name, by, (_, count) => count + by);

    public long this[string name] => _counts.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, long> All() => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
}
