using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>
/// Messages that cannot be delivered as they are: refused by the hub for good, or not understood. Nothing is dropped; when
/// the reason is gone, <c>replay</c> puts them back into the spool, and only <c>discard</c> removes one.
/// </summary>
/// <remarks>
/// A replay is asked for by renaming the file, a removal by a file of ids, which any process may do at any time; the owner of
/// the spool carries both out. A message is deleted after it is durable in the spool: a crash between repeats, and the hub
/// recognises repeats. A line that cannot be read is kept apart (<c>*.damaged</c>).
/// </remarks>
public sealed partial class DeadLetters(string directory)
{
    private const string FileName = "dead-letters.jsonl";
    private const string ReplayName = "replay";
    private const string SortName = "sort";
    private const string DiscardName = "discard";
    private const string LettersExtension = ".jsonl";
    private const string IdsExtension = ".ids";
    private readonly Lock _lock = new();

    private string FilePath => Path.Combine(directory, FileName);

    /// <summary>Opens the file for an Add. Replaced where a test plays a disk.</summary>
    internal Func<string, FileStream> OpenFile { get; init; } = path => DurableFiles.Open(path, FileMode.OpenOrCreate);

    /// <summary>Size on disk in bytes, files that wait for their replay included.</summary>
    public long Bytes => DurableFiles.SizeOf(directory, "*" + LettersExtension);

    /// <summary>Adds a message; durable when it returns.</summary>
    /// <exception cref="IOException">The disk refused; nothing was added.</exception>
    public void Add(KeptMessage kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        lock (_lock)
        {
            Append_NeedsLock(MessageLines.Encode(kept));
        }
    }

    /// <summary>What is set aside now, oldest first.</summary>
    public IReadOnlyList<KeptMessage> List()
    {
        lock (_lock)
        {
            var discarded = RequestedDiscards();
            return [.. Present().SelectMany(path => MessageLines.ReadFile(path).Kept).Where(kept => !discarded.Contains(kept.Record.Sequence))];
        }
    }

    /// <summary>Lines that cannot be read any more: those that are kept apart, and those not yet noticed.</summary>
    public int DamagedCount()
    {
        lock (_lock)
        {
            return Evidence.CountIn(directory) + Present().Concat(Files(ReplayName, LettersExtension)).Sum(path => MessageLines.ReadFile(path).Damaged.Count);
        }
    }

    /// <summary>Asks whoever owns the spool to take the messages in again. Answers how many, 0 when there are none.</summary>
    public int RequestReplay()
    {
        if (!File.Exists(FilePath))
        {
            return 0;
        }

        var count = List().Count;
        File.Move(FilePath, Free(ReplayName, LettersExtension));
        return count;
    }

    /// <summary>Asks whoever owns the spool to remove messages for good; they are listed no more. Answers which.</summary>
    /// <param name="sequences">Sequences of the messages; null for all that are listed.</param>
    public IReadOnlyList<KeptMessage> RequestDiscard(IReadOnlyCollection<long>? sequences)
    {
        KeptMessage[] chosen = [.. List().Where(kept => sequences?.Contains(kept.Record.Sequence) is not false)];
        if (chosen.Length > 0)
        {
            // Readable for the owner of the spool, whose account may be another. Under its name only when it is whole.
            var path = Free(DiscardName, IdsExtension);
            File.WriteAllLines(path + ".next", chosen.Select(kept => Number(kept.Record.Sequence)));
            File.Move(path + ".next", path);
        }

        return chosen;
    }

    private void Append_NeedsLock(ReadOnlySpan<byte> lines)
    {
        DurableFiles.CreateDirectory(directory);
        var isNew = !File.Exists(FilePath);
        using (var file = OpenFile(FilePath))
        {
            LineFile.Append(file, lines, flush: true);
        }

        if (isNew)
        {
            DurableFiles.FlushDirectory(directory);
        }
    }
}
