using System.Runtime.InteropServices;
using Google.Protobuf.Collections;

namespace OrderBridge.Server.WireFormat;

/// <summary>Lists of both sides, mapped in one pass; a default array counts as empty.</summary>
internal static class WireLists
{
    /// <summary>For <c>Field = { … }</c>: an array, which a repeated field copies at once.</summary>
    public static TWire[] Each<TDomain, TWire>(this ImmutableArray<TDomain> items, Func<TDomain, TWire> map) =>
        items.IsDefaultOrEmpty ? [] : Array.ConvertAll(ImmutableCollectionsMarshal.AsArray(items)!, new Converter<TDomain, TWire>(map));

    public static ImmutableArray<string> OrEmpty(this ImmutableArray<string> items) => items.IsDefault ? [] : items;

    public static ImmutableArray<TDomain> Read<TWire, TDomain>(this RepeatedField<TWire> items, Func<TWire, TDomain> map)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var read = new TDomain[items.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = map(items[i]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(read);
    }

    public static ImmutableArray<string> Read(this RepeatedField<string> items) => [.. items];
}
