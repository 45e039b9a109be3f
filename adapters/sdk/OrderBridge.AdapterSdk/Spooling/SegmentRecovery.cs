namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>What a look through a segment found.</summary>
/// <param name="Sound">The sound records' bytes, one after the other.</param>
/// <param name="Records">Sequences of the sound records.</param>
/// <param name="TornBytes">Bytes after the last sound record.</param>
/// <param name="DamagedBytes">Bytes between sound records: damage, not a crash.</param>
internal sealed record SegmentScan(IReadOnlyList<Range> Sound, IReadOnlyList<long> Records, int TornBytes, int DamagedBytes);

/// <summary>
/// Makes a segment readable after a crash. What was cut off at the end was never acknowledged and is cut away. Damage before
/// a sound record is something else: the file is kept beside as evidence and the sound records go on.
/// </summary>
internal static class SegmentRecovery
{
    public static SegmentScan Scan(ReadOnlyMemory<byte> bytes)
    {
        var (sound, sequences) = (new List<Range>(), new List<long>());
        var (offset, damaged, bad) = (0, 0, 0);
        while (offset < bytes.Length)
        {
            if (RecordFrame.TryRead(bytes[offset..], out var size) is { } record)
            {
                damaged += bad;
                bad = 0;
                sound.Add(offset..(offset + size));
                sequences.Add(record.Sequence);
                offset += size;
                continue;
            }

            var next = offset + 1 < bytes.Length ? RecordFrame.NextMagic(bytes.Span, offset + 1) : -1;
            next = next < 0 ? bytes.Length : next;
            bad += next - offset;
            offset = next;
        }

        return new SegmentScan(sound, sequences, bad, damaged);
    }

    /// <summary>Repairs the file and fills in the segment's length and last sequence.</summary>
    public static SegmentScan Recover(Segment segment)
    {
        var bytes = File.ReadAllBytes(segment.Path);
        var scan = Scan(bytes);
        if (scan.DamagedBytes > 0)
        {
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

    private static void Cut(Segment segment, long length)
    {
        using var file = DurableFiles.Open(segment.Path, FileMode.Open);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
    }

    private static void Rewrite(Segment segment, byte[] bytes, SegmentScan scan)
    {
        File.Copy(segment.Path, segment.Path + ".damaged", overwrite: true);
        using var clean = new MemoryStream();
        foreach (var range in scan.Sound)
        {
            clean.Write(bytes.AsSpan(range));
        }

        DurableFiles.Replace(segment.Path, clean.ToArray(), flush: true);
    }
}
