using System.Text;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>Choices made from texts and a seed: the same file gives the same orders on every machine and in every run.</summary>
internal static class Seeded
{
    /// <summary>FNV-1a, 64 bits, with a final mix so that neighbouring invoice numbers fall apart.</summary>
    public static ulong Hash(int seed, string purpose, string text)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        hash = Add(Add(hash, purpose), "\n");
        hash = Add(hash, text);
        hash ^= hash >> 33;
        hash = unchecked(hash * 0xFF51AFD7ED558CCDUL);
        return hash ^ (hash >> 33);
    }

    /// <summary>A number from 0 to <paramref name="end"/> - 1.</summary>
    public static int Below(int end, int seed, string purpose, string text) => (int)(Hash(seed, purpose, text) % (ulong)end);

    /// <summary>True for about that many of a thousand texts.</summary>
    public static bool PerThousand(int share, int seed, string purpose, string text) => Below(1000, seed, purpose, text) < share;

    private static ulong Add(ulong hash, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 1099511628211UL);
        }

        return hash;
    }
}
