namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>What a look through a segment found.</summary>
/// <param name="Sound">The sound records' bytes, one after the other.</param>
/// <param name="Records">Sequences of the sound records.</param>
/// <param name="Damaged">Bytes that were records once: the disk has changed them. They may have been acknowledged.</param>
/// <param name="Torn">Bytes at the end of an unfinished write, which was never acknowledged.</param>
/// <param name="LostAtEnd">How many records the last sound one may have had behind it.</param>
internal sealed record SegmentScan(IReadOnlyList<Range> Sound, IReadOnlyList<long> Records, IReadOnlyList<Range> Damaged, Range Torn, int LostAtEnd)
{
    public int TornBytes => Size(Torn);

    public int DamagedBytes => Damaged.Sum(Size);

    public bool IsSound => DamagedBytes + TornBytes == 0;

    private static int Size(Range range) => range.End.Value - range.Start.Value;
}

/// <summary>
/// Makes a segment readable after a crash. What was cut off at the end of the newest was never acknowledged; it is cut away and
/// kept beside until the segment goes. Everything else that is not sound is damage: it is kept for people, and the sound records
/// go on.
/// </summary>
internal static class SegmentRecovery
{
    private const string TornExtension = ".torn";

    /// <param name="isNewest">Whether the bytes may end with a write that a crash cut off.</param>
    public static SegmentScan Scan(ReadOnlyMemory<byte> bytes, bool isNewest)
    {
        var (sound, sequences, damaged) = (new List<Range>(), new List<long>(), new List<Range>());
        var (offset, soundEnd) = (0, 0);
        while (offset < bytes.Length)
        {
            if (RecordFrame.TryRead(bytes[offset..], out var size) is not { } record)
            {
                offset = Next(bytes.Span, offset);
                continue;
            }

            AddUnlessEmpty(damaged, soundEnd..offset);
            sound.Add(offset..(offset + size));
            sequences.Add(record.Sequence);
            offset = soundEnd = offset + size;
        }

        var tail = bytes.Span[soundEnd..];
        if (tail.Length == 0 || (isNewest && RecordFrame.IsUnfinished(tail)))
        {
            return new SegmentScan(sound, sequences, damaged, soundEnd..bytes.Length, 0);
        }

        damaged.Add(soundEnd..bytes.Length);
        return new SegmentScan(sound, sequences, damaged, 0..0, Math.Max(1, tail.Count("OBS1"u8)));
    }

    /// <summary>Repairs the file and fills in the segment's length and last sequence.</summary>
    /// <param name="onDamage">Called before damage is repaired: a crash between must find it again.</param>
    public static SegmentScan Recover(Segment segment, bool isNewest, Action onDamage)
    {
        var bytes = File.ReadAllBytes(segment.Path);
        var scan = Scan(bytes, isNewest);
        TryKeepTorn(segment, bytes.AsSpan(scan.Torn));
        if (scan.Damaged.Count > 0)
        {
            onDamage();
            Keep(segment, bytes, scan.Damaged);
            Rewrite(segment, bytes, scan);
        }
        else if (scan.TornBytes > 0)
        {
            Cut(segment, bytes.Length - scan.TornBytes);
        }

        segment.Length = new FileInfo(segment.Path).Length;
        segment.LastSequence = scan.Records.Count > 0 ? scan.Records.Max() : segment.FirstSequence - 1;
        return scan;
    }

    /// <summary>Deletes the segment, and what a crash had cut from it.</summary>
    public static void Delete(Segment segment)
    {
        var (directory, name) = (Path.GetDirectoryName(segment.Path)!, Path.GetFileName(segment.Path));
        foreach (var torn in Directory.EnumerateFiles(directory, $"{name}.*{TornExtension}"))
        {
            File.Delete(torn);
        }

        File.Delete(segment.Path);
    }

    private static int Next(ReadOnlySpan<byte> bytes, int offset)
    {
        var next = offset + 1 < bytes.Length ? RecordFrame.NextMagic(bytes, offset + 1) : -1;
        return next < 0 ? bytes.Length : next;
    }

    private static void AddUnlessEmpty(List<Range> ranges, Range range)
    {
        if (range.Start.Value < range.End.Value)
        {
            ranges.Add(range);
        }
    }

    private static void Keep(Segment segment, byte[] bytes, IReadOnlyList<Range> ranges)
    {
        foreach (var range in ranges)
        {
            Evidence.Keep(segment.Path, bytes.AsSpan(range));
        }
    }

    /// <summary>Nobody waits for these bytes: a disk that is too full for them must not hold up what is sound.</summary>
    private static void TryKeepTorn(Segment segment, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes.Length > 0)
            {
                Evidence.Keep(segment.Path, bytes, TornExtension);
            }
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
        }
    }

    private static void Cut(Segment segment, long length)
    {
        using var file = DurableFiles.Open(segment.Path, FileMode.Open);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
    }

    private static void Rewrite(Segment segment, byte[] bytes, SegmentScan scan)
    {
        using var clean = new MemoryStream();
        foreach (var range in scan.Sound)
        {
            clean.Write(bytes.AsSpan(range));
        }

        DurableFiles.Replace(segment.Path, clean.ToArray(), flush: true);
    }
}
