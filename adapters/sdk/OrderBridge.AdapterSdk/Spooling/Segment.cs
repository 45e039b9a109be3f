using System.Globalization;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>One file of the spool. Its name is the sequence that the first record got or would have got.</summary>
internal sealed class Segment(string path, long firstSequence)
{
    private const string Extension = ".spool";
    private long _length;

    public string Path { get; } = path;

    public long FirstSequence { get; } = firstSequence;

    /// <summary>Sequence of the last durable record, or one less than the first.</summary>
    public long LastSequence { get; set; } = firstSequence - 1;

    /// <summary>Durable records that were not delivered when the spool was opened.</summary>
    public long Records { get; set; }

    /// <summary>Bytes that are durable; readers go no further.</summary>
    public long Length
    {
        get => Interlocked.Read(ref _length);
        set => Interlocked.Exchange(ref _length, value);
    }

    public static Segment At(string directory, long firstSequence) => new(
        System.IO.Path.Combine(directory, firstSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension), firstSequence);

    /// <summary>The segments of a folder, oldest first. Other files are left alone.</summary>
    public static List<Segment> In(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*" + Extension)
            .Select(path => (Path: path, Known: long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), out var first), First: first))
            .Where(found => found.Known)
            .OrderBy(found => found.First)
            .Select(found => new Segment(found.Path, found.First)),
    ];
}
