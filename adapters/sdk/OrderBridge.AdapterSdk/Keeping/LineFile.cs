namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>A file of lines to which lines are added. A line that a crash or a full disk cut off spoils no other.</summary>
internal static class LineFile
{
    private const byte LineEnd = (byte)'\n';

    /// <summary>Adds lines at the end. When it throws, the file is as long as before, or its end is mended by the next call.</summary>
    /// <param name="file">Open for reading and writing, by one caller at a time.</param>
    /// <param name="flush">Whether the lines outlive a power cut when it returns.</param>
    public static void Append(FileStream file, ReadOnlySpan<byte> lines, bool flush)
    {
        var length = file.Length;
        try
        {
            EndTornLine(file, length);
            file.Write(lines);
            file.Flush(flush);
        }
        catch
        {
            TryCut(file, length);
            throw;
        }
    }

    /// <summary>The lines without their ends, byte for byte; empty ones are left out. What stands behind the last end is a line too.</summary>
    public static IEnumerable<byte[]> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var line = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            foreach (var ended in Ended(line, buffer.AsMemory(0, read)))
            {
                yield return ended;
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToArray();
        }
    }

    /// <summary>The lines that end within the bytes; what follows the last end begins the next line.</summary>
    private static IEnumerable<byte[]> Ended(MemoryStream line, ReadOnlyMemory<byte> bytes)
    {
        for (var end = bytes.Span.IndexOf(LineEnd); end >= 0; end = bytes.Span.IndexOf(LineEnd))
        {
            line.Write(bytes.Span[..end]);
            bytes = bytes[(end + 1)..];
            if (line.Length > 0)
            {
                yield return line.ToArray();
            }

            line.SetLength(0);
        }

        line.Write(bytes.Span);
    }

    /// <summary>A line without an end would run into the next one, and neither could be read.</summary>
    private static void EndTornLine(FileStream file, long length)
    {
        if (length > 0)
        {
            file.Position = length - 1;
            if (file.ReadByte() != LineEnd)
            {
                file.WriteByte(LineEnd);
            }
        }
    }

    private static void TryCut(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (IOException)
        {
            // The next line ends the torn one.
        }
    }
}
