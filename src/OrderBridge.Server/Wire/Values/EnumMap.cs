using System.Collections.Frozen;

namespace OrderBridge.Server.WireFormat;

/// <summary>
/// Which value of one enum is which of the other, written out pair by pair and used in both directions. Never a cast: a value added to one
/// side fails the test that walks both.
/// </summary>
public sealed class EnumMap<TDomain, TWire>
    where TDomain : struct, Enum
    where TWire : struct, Enum
{
    private readonly FrozenDictionary<TDomain, TWire> _toWire;
    private readonly FrozenDictionary<TWire, TDomain> _toDomain;

    /// <param name="pairs">Each value of either side at most once.</param>
    public EnumMap(params (TDomain Domain, TWire Wire)[] pairs)
    {
        _toWire = pairs.ToFrozenDictionary(p => p.Domain, p => p.Wire);
        _toDomain = pairs.ToFrozenDictionary(p => p.Wire, p => p.Domain);
    }

    public IEnumerable<TDomain> DomainValues => _toWire.Keys;

    public IEnumerable<TWire> WireValues => _toDomain.Keys;

    /// <exception cref="InvalidOperationException">The value is in no pair: a bug, because the test walks all.</exception>
    public TWire ToWire(TDomain value) => _toWire.TryGetValue(value, out var wire)
        ? wire
        : throw new InvalidOperationException($"{typeof(TDomain).Name} {value} has no number in the contract.");

    /// <summary>Null for a number this hub does not know.</summary>
    public TDomain? TryRead(TWire value) => _toDomain.TryGetValue(value, out var domain) ? domain : null;

    /// <summary>The value, or the default one for a number this hub does not know: for input that a rule judges afterwards.</summary>
    public TDomain ReadOrDefault(TWire value) => _toDomain.GetValueOrDefault(value);

    /// <exception cref="InvalidDataException">A number this hub does not know: a newer hub wrote it, or nobody did.</exception>
    public TDomain Read(TWire value) => _toDomain.TryGetValue(value, out var domain)
        ? domain
        : throw new InvalidDataException($"{typeof(TWire).Name} has no value {value}.");
}
