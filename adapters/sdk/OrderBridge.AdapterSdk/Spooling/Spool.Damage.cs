using Microsoft.Extensions.Logging;

namespace OrderBridge.AdapterSdk.Spooling;

/// <content>What the disk changes while the spool runs is treated as it is at the start: kept beside, told, and passed by.</content>
public sealed partial class Spool
{
    /// <exception cref="IOException">The bytes could not be kept: nothing is passed by, and the next try meets them again.</exception>
    private void PassDamage_NeedsLock(SegmentReader reader)
    {
        var unread = reader.Unread();
        var scan = SegmentRecovery.Scan(unread, isNewest: false);
        var end = scan.Sound is [var sound, ..] ? sound.Start.Value : unread.Length;
        if (end == 0 && unread.Length > 0)
        {
            return; // Sound at the second look.
        }

        _options.OnDamage();
        Evidence.Keep(reader.Segment.Path, unread.AsSpan(0, end));
        reader.Skip(scan.Sound.Count > 0 ? end : reader.Segment.Length); // The file may be shorter than what was written.
        LogPassed(_logger, Path.GetFileName(reader.Segment.Path), end);
        Recount(reader.Segment, scan.Records.Count(sequence => sequence > _cursor.Position));
    }

    /// <summary>Nobody knows how many records a damaged piece held, so what is left is counted anew.</summary>
    /// <param name="unread">Sound records of the present segment that were not read yet.</param>
    private void Recount(Segment present, int unread)
    {
        var later = _segments.Where(segment => segment.FirstSequence > present.FirstSequence).Sum(segment => segment.Records);
        Interlocked.Exchange(ref _pending, _cursor.OpenCount + unread + later);
        if (Pending == 0)
        {
            _drained.TrySetResult();
        }
    }

    [LoggerMessage(EventId = 8104, Level = LogLevel.Error, Message = "{Bytes} bytes of spool segment {Segment} cannot be read any more; they are kept beside it and the next messages go on")]
    private static partial void LogPassed(ILogger logger, string segment, int bytes);
}
