using Microsoft.Extensions.Logging;

namespace OrderBridge.AdapterSdk.Spooling;

/// <content>The one writer: it takes whatever waits, writes it in one piece and flushes once.</content>
public sealed partial class Spool
{
    /// <summary>Bytes of messages that are written in one piece; the one that goes beyond is still in it.</summary>
    private const int BatchBytesMax = 16 * 1024 * 1024;

    private async Task WriteAllAsync()
    {
        var batch = new List<Append>();
        while (await _appends.Reader.WaitToReadAsync())
        {
            batch.Clear();
            var bytes = 0L;
            while (batch.Count < _options.BatchSizeMax && bytes < BatchBytesMax && _appends.Reader.TryRead(out var append))
            {
                batch.Add(append);
                bytes += append.Message.Body.Length;
            }

            var (first, refusal) = WriteBatch(batch);
            Interlocked.Add(ref _queuedBytes, -bytes); // Before anybody hears: who appends next finds the room.
            Answer(batch, first, refusal);
        }
    }

    /// <summary>The first number, and why nothing was written.</summary>
    private (long First, IOException? Refusal) WriteBatch(List<Append> batch)
    {
        // Numbers of a batch that fails are gone for good: recovery may still find its records.
        var first = _nextSequence;
        _nextSequence += batch.Count;
        try
        {
            var bytes = Encode(batch, first);
            var segment = _writer.SegmentFor(first, out var isNew);
            _writer.Append(bytes);
            Publish(segment, isNew, bytes.Length, batch.Count, _nextSequence - 1);
            return (first, null);
        }
        catch (Exception e) // Whatever it is: the callers are told, and the loop lives on.
        {
            if (_writeNews.IsDue(e))
            {
                LogWriteFailed(_logger, e, batch.Count);
            }

            _writer.Abandon();
            return (first, new IOException("The spool could not write; nothing was taken.", e));
        }
    }

    private static void Answer(List<Append> batch, long first, IOException? refusal)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _ = refusal is null ? batch[i].Done.TrySetResult(first + i) : batch[i].Done.TrySetException(refusal);
        }
    }

    private byte[] Encode(List<Append> batch, long first)
    {
        var now = _timeProvider.GetUtcNow();
        using var bytes = new MemoryStream();
        for (var i = 0; i < batch.Count; i++)
        {
            bytes.Write(RecordFrame.Encode(new SpoolRecord(first + i, now, batch[i].Message)));
        }

        return bytes.ToArray();
    }

    private void Publish(Segment segment, bool isNew, int bytes, int records, long lastSequence)
    {
        lock (_lock)
        {
            if (isNew)
            {
                _segments.Add(segment);
            }

            segment.LastSequence = lastSequence;
            segment.Length += bytes;
            segment.Records += records;
            Interlocked.Add(ref _segmentBytes, bytes);
            if (Interlocked.Add(ref _pending, records) == records)
            {
                _drained = NewSignal();
            }
        }

        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }

    private void Recover()
    {
        var lostAtEnd = 0;
        var segments = Segment.In(_options.Directory);
        foreach (var segment in segments)
        {
            lostAtEnd = Recover(segment, isNewest: segment == segments[^1]).LostAtEnd;
        }

        // A lost record's number is given to nobody else: dead letters are removed by it.
        var last = _segments.LastOrDefault();
        _nextSequence = Math.Max(_cursor.Position, last is null ? 0 : Math.Max(last.LastSequence, last.FirstSequence - 1) + lostAtEnd) + 1;
        if (last is not null)
        {
            _writer.Continue(last);
        }

        lock (_lock)
        {
            RemoveDelivered();
        }
    }

    private SegmentScan Recover(Segment segment, bool isNewest)
    {
        var scan = SegmentRecovery.Recover(segment, isNewest, _options.OnDamage);
        if (!scan.IsSound)
        {
            LogRepaired(_logger, Path.GetFileName(segment.Path), scan.TornBytes, scan.DamagedBytes);
        }

        segment.Records = scan.Records.Count(sequence => sequence > _cursor.Position);
        _segments.Add(segment);
        _segmentBytes += segment.Length;
        _pending += segment.Records;
        return scan;
    }

    [LoggerMessage(EventId = 8101, Level = LogLevel.Error, Message = "The spool could not write {Count} messages; they were refused and the platform repeats them")]
    private static partial void LogWriteFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 8103, Level = LogLevel.Warning, Message = "The spool could not tidy up; delivered messages keep their place on the disk")]
    private static partial void LogNotTidied(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 8102, Level = LogLevel.Warning, Message = "Repaired spool segment {Segment}: {TornBytes} bytes of an unfinished write and {DamagedBytes} damaged bytes were taken out and are kept beside it")]
    private static partial void LogRepaired(ILogger logger, string segment, int tornBytes, int damagedBytes);
}
