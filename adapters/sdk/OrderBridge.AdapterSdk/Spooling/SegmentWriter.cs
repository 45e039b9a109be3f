namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Appends to the newest segment. Used by one thread at a time.</summary>
internal sealed class SegmentWriter(string directory, long segmentBytes) : IDisposable
{
    private FileStream? _file;
    private Segment? _segment;

    /// <summary>Goes on in a segment that recovery has made sound.</summary>
    public void Continue(Segment segment)
    {
        _segment = segment;
        _file = DurableFiles.Open(segment.Path, FileMode.Open);
        _file.Position = segment.Length;
    }

    /// <summary>The segment for a record of this sequence: the present one, or a new one when it is full.</summary>
    public Segment SegmentFor(long sequence, out bool isNew)
    {
        isNew = _segment is null || _segment.Length >= segmentBytes;
        if (!isNew)
        {
            return _segment!;
        }

        Dispose(); // When the next line fails, there is no present segment.
        _segment = Segment.At(directory, sequence);
        _file = DurableFiles.Open(_segment.Path, FileMode.Create);
        DurableFiles.FlushDirectory(directory);
        return _segment;
    }

    /// <summary>Writes and flushes. After it returns, the bytes outlive a power cut.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _file!.Write(bytes);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// After a failed write or flush nobody knows what the file holds: it is cut back and never written again, and one that
    /// holds nothing is deleted, so that a full disk does not fill with empty files. Where the cut fails too, the leftovers are sound records at most, and delivering those is no harm.
    /// </summary>
    public void Abandon()
    {
        try
        {
            CutBack();
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
        }
        finally
        {
            Dispose();
        }
    }

    private void CutBack()
    {
        if (_file is null)
        {
            return;
        }

        if (_segment!.Length == 0)
        {
            File.Delete(_segment.Path);
        }
        else
        {
            _file.SetLength(_segment.Length);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _segment = null;
    }
}
