using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>
/// Messages that cannot be delivered as they are: refused by the hub for good, or not understood. Nothing is dropped; when
/// the reason is gone, <c>replay</c> puts them back into the spool.
/// </summary>
/// <remarks>
/// A replay is asked for by renaming the file, which any process may do at any time; the owner of the spool takes renamed
/// files in and deletes them after the last message is durable. A crash between repeats, and the hub recognises repeats.
/// </remarks>
public sealed class DeadLetters(string directory)
{
    private const string FileName = "dead-letters.jsonl";
    private const string ReplayPattern = "replay-*.jsonl";
    private readonly Lock _lock = new();

    private string FilePath => Path.Combine(directory, FileName);

    /// <summary>Size on disk in bytes, files that wait for their replay included.</summary>
    public long Bytes => DurableFiles.SizeOf(directory, "*.jsonl");

    /// <summary>Adds a message; durable when it returns.</summary>
    public void Add(KeptMessage kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var line = MessageLines.Encode(kept);
        lock (_lock)
        {
            DurableFiles.CreateDirectory(directory);
            var isNew = !File.Exists(FilePath);
            using (var file = DurableFiles.Open(FilePath, FileMode.Append))
            {
                file.Write(line);
                file.Flush(flushToDisk: true);
            }

            if (isNew)
            {
                DurableFiles.FlushDirectory(directory);
            }
        }
    }

    /// <summary>What is set aside now, oldest first.</summary>
    public IReadOnlyList<KeptMessage> List()
    {
        lock (_lock)
        {
            return File.Exists(FilePath) ? [.. MessageLines.ReadFile(FilePath)] : [];
        }
    }

    /// <summary>Asks whoever owns the spool to take the messages in again. Answers how many, 0 when there are none.</summary>
    public int RequestReplay()
    {
        if (!File.Exists(FilePath))
        {
            return 0;
        }

        var count = MessageLines.ReadFile(FilePath).Count();
        var number = 1;
        while (File.Exists(ReplayPath(number)))
        {
            number++;
        }

        File.Move(FilePath, ReplayPath(number));
        return count;
    }

    /// <summary>Puts requested messages back into the spool. For the spool's owner. Answers how many.</summary>
    public async Task<int> ReplayRequestedAsync(Spool spool)
    {
        ArgumentNullException.ThrowIfNull(spool);
        if (!Directory.Exists(directory))
        {
            return 0;
        }

        var count = 0;
        foreach (var path in Directory.EnumerateFiles(directory, ReplayPattern).Order(StringComparer.Ordinal).ToArray())
        {
            var messages = Requested(path);
            await Task.WhenAll(messages.Select(kept => spool.AppendAsync(kept.Record.Message.Again(refusedSince: null))));
            File.Delete(path);
            count += messages.Count;
        }

        return count;
    }

    // Under the lock: an Add that opened the file before it was renamed has finished its line.
    private List<KeptMessage> Requested(string path)
    {
        lock (_lock)
        {
            return [.. MessageLines.ReadFile(path)];
        }
    }

    private string ReplayPath(int number) => Path.Combine(directory, $"replay-{number:D6}.jsonl");
}
