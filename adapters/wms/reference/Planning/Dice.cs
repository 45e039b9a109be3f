namespace OrderBridge.ReferenceWms.Planning;

/// <summary>
/// Chance that depends only on the seed and on what it is asked about: after a crash, in another process, in any order of arrival,
/// the same order meets the same fate.
/// </summary>
public sealed class Dice(int seed)
{
    /// <summary>0 up to, not including, 1.</summary>
    public double Roll(string subject, string question) => (Hash(subject, question) >> 11) * (1.0 / (1UL << 53));

    /// <param name="fraction">0 never, 1 always.</param>
    public bool Hits(double fraction, string subject, string question) => Roll(subject, question) < fraction;

    /// <summary>FNV-1a over both texts, stirred once more (the finaliser of SplitMix64) because FNV's high bits move little.</summary>
    public ulong Hash(string subject, string question)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ (uint)seed;
            hash = Add(Add(hash, subject) * 1099511628211UL, question);
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            return hash ^ (hash >> 31);
        }
    }

    private static ulong Add(ulong hash, string text)
    {
        unchecked
        {
            foreach (var character in text)
            {
                hash = (hash ^ character) * 1099511628211UL;
            }

            return hash;
        }
    }
}
