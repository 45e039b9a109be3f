using System.Globalization;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>
/// Messages that the hub refused for what may pass, each in a file of its own until it is due. They wait here and not in
/// the spool, so that thousands of them hold nothing up.
/// </summary>
/// <remarks>
/// A file's name is the time it is due and the message's sequence. A message goes back into the spool before its file is
/// deleted: a crash between repeats, and the hub recognises repeats. Any number of callers; one takes the due ones. A file that
/// cannot be read is kept apart when it is due.
/// </remarks>
public sealed class DeferredMessages(string directory)
{
    private const string Extension = ".jsonl";
    private const string ReleaseFile = "release";
    private readonly Lock _lock = new();
    private SortedSet<(long Due, long Sequence)>? _index;

    /// <summary>Messages that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return Index().Count;
            }
        }
    }

    /// <summary>Size on disk in bytes.</summary>
    public long Bytes => DurableFiles.SizeOf(directory, "*" + Extension);

    /// <summary>Adds a message; durable when it returns.</summary>
    public void Add(KeptMessage kept, DateTimeOffset dueTime)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var entry = (dueTime.ToUnixTimeMilliseconds(), kept.Record.Sequence);
        DurableFiles.CreateDirectory(directory);
        DurableFiles.Replace(PathOf(entry), MessageLines.Encode(kept), flush: true);
        lock (_lock)
        {
            Index().Add(entry);
        }
    }

    /// <summary>What waits and when it is due, soonest first.</summary>
    public IReadOnlyList<(DateTimeOffset DueTime, KeptMessage Kept)> List() =>
        [.. Files().SelectMany(entry => Read(entry).Kept.Select(kept => (DateTimeOffset.FromUnixTimeMilliseconds(entry.Due), kept)))];

    /// <summary>Pieces that cannot be read any more: those that are kept apart, and those not yet noticed.</summary>
    public int DamagedCount() => Evidence.CountIn(directory) + Files().Sum(entry => Read(entry).Damaged.Count);

    /// <summary>Asks whoever owns the spool to take all of them in at its next look. Answers how many wait.</summary>
    public int RequestRelease()
    {
        var files = Files();
        if (files.Count > 0)
        {
            File.WriteAllBytes(Path.Combine(directory, ReleaseFile), []);
        }

        return files.Sum(entry => Read(entry).Kept.Count);
    }

    /// <summary>Puts the messages that are due, or released, back into the spool. For the spool's owner. Answers how many.</summary>
    public async Task<int> TakeDueAsync(Spool spool, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var release = Path.Combine(directory, ReleaseFile);
        var isReleased = File.Exists(release);
        var count = 0;
        foreach (var entry in Due(isReleased ? long.MaxValue : now.ToUnixTimeMilliseconds()))
        {
            count += await TakeAsync(spool, entry);
        }

        if (isReleased)
        {
            File.Delete(release);
        }

        return count;
    }

    private async Task<int> TakeAsync(Spool spool, (long Due, long Sequence) entry)
    {
        var file = Read(entry);
        foreach (var line in file.Damaged)
        {
            Evidence.Keep(PathOf(entry), line);
        }

        await Task.WhenAll(file.Kept.Select(kept => spool.TakeBackAsync(kept.Record.Message)));
        Forget(entry);
        return file.Kept.Count;
    }

    private List<(long Due, long Sequence)> Due(long now)
    {
        lock (_lock)
        {
            return [.. Index().TakeWhile(entry => entry.Due <= now)];
        }
    }

    private void Forget((long Due, long Sequence) entry)
    {
        File.Delete(PathOf(entry));
        lock (_lock)
        {
            Index().Remove(entry);
        }
    }

    private SortedSet<(long Due, long Sequence)> Index() => _index ??= [.. Files()];

    private List<(long Due, long Sequence)> Files() => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*" + Extension).Select(Entry).OfType<(long, long)>().Order()]
        : [];

    private MessageFile Read((long Due, long Sequence) entry) =>
        File.Exists(PathOf(entry)) ? MessageLines.ReadFile(PathOf(entry)) : new MessageFile([], []);

    private static (long Due, long Sequence)? Entry(string path) => Path.GetFileNameWithoutExtension(path).Split('-') is [var due, var sequence]
        && long.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (time, number)
            : null;

    private string PathOf((long Due, long Sequence) entry) => Path.Combine(
        directory, string.Create(CultureInfo.InvariantCulture, $"{entry.Due:D15}-{entry.Sequence:D20}{Extension}"));
}
