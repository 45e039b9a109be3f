using System.Globalization;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <content>
/// What the owner of the spool does on request. The file is renamed before it is sorted, since a replay may be asked for at any
/// moment by renaming it: each message is in one file at a time.
/// </content>
public sealed partial class DeadLetters
{
    // Bounds what waits for one flush, and so what the spool may take beyond its limit.
    private const int ReplayBatch = 64;
    private bool _isLookedThrough;

    /// <summary>Removes what is asked to be removed, and keeps lines apart that cannot be read. For the spool's owner. Answers how many messages.</summary>
    public int DiscardRequested()
    {
        lock (_lock)
        {
            var requests = Files(DiscardName, IdsExtension);
            var removed = requests.Length > 0 || HasDamageAtFirstLook() ? Discard(RequestedDiscards()) : 0;
            Array.ForEach(requests, File.Delete);
            PutBack();
            _isLookedThrough = true;
            return removed;
        }
    }

    /// <summary>Puts requested messages back into the spool, as many as it takes. For the spool's owner. Answers how many.</summary>
    public async Task<int> ReplayRequestedAsync(Spool spool)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var count = 0;
        foreach (var path in Files(ReplayName, LettersExtension))
        {
            var file = Requested(path);
            KeepDamaged(path, file);
            var taken = await TakeAsync(spool, file.Kept);
            count += taken;
            if (taken > 0 || file.Damaged.Count > 0 || file.Kept.Count == 0)
            {
                Rewrite(path, file.Kept.Skip(taken));
            }

            if (taken < file.Kept.Count)
            {
                break; // The spool or the disk is full; the rest waits for the next turn.
            }
        }

        return count;
    }

    private static async Task<int> TakeAsync(Spool spool, IReadOnlyList<KeptMessage> letters)
    {
        var taken = 0;
        foreach (var batch in letters.Chunk(ReplayBatch))
        {
            var appends = Append(spool, batch);
            if (!await AreDurableAsync(appends))
            {
                break;
            }

            taken += appends.Count;
            if (appends.Count < batch.Length)
            {
                break;
            }
        }

        return taken;
    }

    private static async Task<bool> AreDurableAsync(List<Task> appends)
    {
        try
        {
            await Task.WhenAll(appends);
            return true;
        }
        catch (IOException)
        {
            return false; // The spool tells why. Some of the batch may be in it: they are delivered twice, which the hub recognises.
        }
    }

    /// <summary>Up to the first for which there is no room: what was taken is known, so that none is taken twice.</summary>
    private static List<Task> Append(Spool spool, KeptMessage[] batch)
    {
        var appends = new List<Task>(batch.Length);
        try
        {
            foreach (var kept in batch)
            {
                appends.Add(spool.AppendAsync(kept.Record.Message.Again(refusedSince: null)));
            }
        }
        catch (IOException)
        {
            // Full, or closing.
        }

        return appends;
    }

    // Under the lock: an Add that opened the file before it was renamed has finished its line.
    private MessageFile Requested(string path)
    {
        lock (_lock)
        {
            return MessageLines.ReadFile(path);
        }
    }

    private int Discard(HashSet<long> sequences)
    {
        if (File.Exists(FilePath))
        {
            File.Move(FilePath, Free(SortName, LettersExtension));
        }

        return Files(SortName, LettersExtension).Concat(Files(ReplayName, LettersExtension)).Sum(path => Strip(path, sequences));
    }

    private static int Strip(string path, HashSet<long> sequences)
    {
        var file = MessageLines.ReadFile(path);
        KeptMessage[] left = [.. file.Kept.Where(kept => !sequences.Contains(kept.Record.Sequence))];
        KeepDamaged(path, file);
        if (left.Length < file.Kept.Count || file.Damaged.Count > 0)
        {
            Rewrite(path, left);
        }

        return file.Kept.Count - left.Length;
    }

    /// <summary>Looked for once: what is damaged later is noticed when it is listed, replayed or removed.</summary>
    private bool HasDamageAtFirstLook() => !_isLookedThrough && File.Exists(FilePath) && MessageLines.ReadFile(FilePath).Damaged.Count > 0;

    /// <summary>Brings sorted messages back under their name, also those of a process that was killed while it sorted.</summary>
    private void PutBack()
    {
        foreach (var path in Files(SortName, LettersExtension))
        {
            if (File.Exists(FilePath))
            {
                Append_NeedsLock(File.ReadAllBytes(path));
                File.Delete(path);
            }
            else
            {
                File.Move(path, FilePath);
            }
        }
    }

    private static void KeepDamaged(string path, MessageFile file)
    {
        foreach (var line in file.Damaged)
        {
            Evidence.Keep(path, line);
        }
    }

    /// <summary>Without messages the file is deleted, which a full disk allows.</summary>
    private static void Rewrite(string path, IEnumerable<KeptMessage> letters)
    {
        byte[] lines = [.. letters.SelectMany(MessageLines.Encode)];
        if (lines.Length == 0)
        {
            File.Delete(path);
        }
        else
        {
            DurableFiles.Replace(path, lines, flush: true);
        }
    }

    private HashSet<long> RequestedDiscards() => [.. Files(DiscardName, IdsExtension).SelectMany(File.ReadLines).Select(Sequence).OfType<long>()];

    private static long? Sequence(string line) => long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    private static string Number(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>The files of what is set aside and not asked for.</summary>
    private IEnumerable<string> Present() => File.Exists(FilePath) ? Files(SortName, LettersExtension).Append(FilePath) : Files(SortName, LettersExtension);

    private string[] Files(string name, string extension) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, $"{name}-*{extension}").Order(StringComparer.Ordinal)]
        : [];

    private string Free(string name, string extension)
    {
        var number = 1;
        while (File.Exists(PathOf(name, number, extension)))
        {
            number++;
        }

        return PathOf(name, number, extension);
    }

    private string PathOf(string name, int number, string extension) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{number:D6}{extension}"));
}
