using System.Collections.Immutable;
using System.Globalization;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Pieces that the shop had fulfilled before the hub heard of the order, kept with the order at the hub as attributes ("id:pieces id:pieces"): when the
/// hub's own pieces are fulfilled too, Shopify no longer tells them apart.
/// </summary>
internal static class FulfilledElsewhere
{
    private const string Key = "fulfilled_elsewhere";

    public static IEnumerable<(string Key, string Value)> Write(ImmutableDictionary<string, long> pieces)
    {
        var number = 1;
        var text = "";
        foreach (var (id, count) in pieces.OrderBy(line => line.Key, StringComparer.Ordinal))
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"{id}:{count}");
            if (text.Length + 1 + next.Length > ShopifyAttributes.ValueLengthMax)
            {
                yield return (KeyOf(number++), text);
                text = "";
            }

            text = text.Length == 0 ? next : $"{text} {next}";
        }

        yield return (KeyOf(number), text);
    }

    public static ImmutableDictionary<string, long> Read(IReadOnlyDictionary<string, string> attributes)
    {
        var pieces = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        for (var number = 1; attributes.TryGetValue(KeyOf(number), out var text); number++)
        {
            foreach (var line in text.Split(' '))
            {
                if (long.TryParse(line.AsSpan(line.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    pieces[line[..Math.Max(0, line.LastIndexOf(':'))]] = count;
                }
            }
        }

        return pieces.ToImmutable();
    }

    private static string KeyOf(int number) => number == 1 ? Key : string.Create(CultureInfo.InvariantCulture, $"{Key}.{number}");
}
