using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrderBridge.AdapterSdk.Running;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>
/// Keeps what a platform sent until the hub has it. A message is on the disk before the platform is answered, and leaves
/// after the hub's answer; a kill at any moment loses nothing that was acknowledged and repeats at most a few deliveries.
/// </summary>
/// <remarks>
/// Any number of callers may append and acknowledge; one reads. One process owns the folder. Concurrent appends share one
/// flush, so that a burst costs the disk little more than a single message.
/// </remarks>
public sealed partial class Spool : IAsyncDisposable
{
    // Delivered messages of the newest segment count while another of it waits: no more than this part of the limit.
    private const int SegmentsMin = 8;
    private readonly SpoolOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly FileStream _ownership;
    private readonly Channel<Append> _appends = Channel.CreateUnbounded<Append>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly List<Segment> _segments = [];
    private readonly SpoolCursor _cursor;
    private readonly SegmentWriter _writer;
    private readonly Task _writing;
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly FailureReminders _writeNews;
    private TaskCompletionSource _drained = NewSignal();
    private SegmentReader? _reader;
    private long _nextSequence = 1;
    private long _segmentBytes;
    private long _otherBytes;
    private long _pending;
    private long _queuedBytes;

    private Spool(SpoolOptions options, TimeProvider timeProvider, ILogger logger, FileStream ownership)
    {
        (_options, _timeProvider, _logger, _ownership) = (options, timeProvider, logger, ownership);
        _writeNews = new FailureReminders(timeProvider);
        _cursor = SpoolCursor.Load(options.Directory, options.CursorEvery);
        _writer = new SegmentWriter(options.Directory, Math.Min(options.SegmentBytes, options.BytesMax / SegmentsMin));
        Recover();
        _writing = Task.Factory.StartNew(
            WriteAllAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Messages that the hub does not have yet.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>
    /// Disk in use by what waits for the hub, in bytes: 0 when nothing does, though the newest segment stays on the disk. A
    /// segment of which one message waits counts whole.
    /// </summary>
    public long UsedBytes => (Pending == 0 ? 0 : Interlocked.Read(ref _segmentBytes)) + Interlocked.Read(ref _otherBytes);

    /// <summary>True when the next message may be refused.</summary>
    public bool IsFull => UsedBytes >= _options.BytesMax;

    /// <summary>Opens the folder, repairs what a crash left and takes ownership.</summary>
    /// <exception cref="IOException">Another process owns the folder.</exception>
    public static Spool Open(SpoolOptions options, TimeProvider timeProvider, ILogger logger)
    {
        DurableFiles.CreateDirectory(options.Directory);
        var ownership = DurableFiles.Open(Path.Combine(options.Directory, "owner.lock"), FileMode.OpenOrCreate, FileShare.None);
        try
        {
            return new Spool(options, timeProvider, logger, ownership);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>Takes a message. When it returns, the message survives a power cut. Answers its sequence.</summary>
    /// <exception cref="SpoolFullException">The limit is reached; nothing was taken.</exception>
    /// <exception cref="IOException">The disk refused; nothing was taken.</exception>
    public Task<long> AppendAsync(SpoolMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Body.Length, RecordFrame.PayloadBytesMax / 2);
        if (UsedBytes + Interlocked.Read(ref _queuedBytes) + message.Body.Length >= _options.BytesMax)
        {
            throw new SpoolFullException($"The spool holds {UsedBytes} of at most {_options.BytesMax} bytes; the hub has to catch up first.");
        }

        return TakeBackAsync(message);
    }

    /// <summary>Takes a message that was counted against the limit all the time. It is never refused for the limit: else a spool full of such would never empty.</summary>
    /// <exception cref="IOException">The disk refused; nothing was taken.</exception>
    public Task<long> TakeBackAsync(SpoolMessage message)
    {
        var append = new Append(message);
        Interlocked.Add(ref _queuedBytes, message.Body.Length);
        if (_appends.Writer.TryWrite(append))
        {
            return append.Done.Task;
        }

        Interlocked.Add(ref _queuedBytes, -message.Body.Length);
        throw new IOException("The spool is closing; nothing was taken.");
    }

    /// <summary>The next message in order of arrival; waits while there is none. One caller at a time. What the disk has changed is passed by.</summary>
    /// <exception cref="IOException">The disk does not let it be read, or changed bytes be kept; the next call tries again.</exception>
    public async Task<SpoolRecord> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead() is { } record)
            {
                return record;
            }

            await _arrived.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The message is delivered or safe elsewhere. A repeat changes nothing.</summary>
    public void Acknowledge(long sequence)
    {
        lock (_lock)
        {
            if (!_cursor.Complete(sequence))
            {
                return;
            }

            var isDrained = Interlocked.Decrement(ref _pending) == 0;
            TidyUp(isDrained);
            if (isDrained)
            {
                _drained.TrySetResult();
            }
        }
    }

    /// <summary>A disk that refuses it costs space and, after a crash, deliveries of what the hub knows; the message is dealt with all the same.</summary>
    private void TidyUp(bool isDrained)
    {
        try
        {
            _cursor.SaveWhenDue();
            RemoveDelivered();
            if (isDrained)
            {
                _cursor.Save();
            }
        }
        catch (Exception e) when (DurableFiles.IsRefusal(e))
        {
            LogNotTidied(_logger, e);
        }
    }

    /// <summary>Completes when the hub has everything.</summary>
    public Task WhenDrainedAsync()
    {
        lock (_lock)
        {
            return Pending == 0 ? Task.CompletedTask : _drained.Task;
        }
    }

    /// <summary>Counts other files, such as deferred messages, against the limit.</summary>
    public void CountOtherBytes(long bytes) => Interlocked.Exchange(ref _otherBytes, bytes);

    /// <summary>Writes what was taken, saves the cursor and gives the folder free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_appends.Writer.TryComplete())
        {
            return;
        }

        await _writing;
        lock (_lock)
        {
            _cursor.Save();
            _reader?.Dispose();
            _writer.Dispose();
            _ownership.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpoolRecord? TryRead()
    {
        while (true)
        {
            lock (_lock)
            {
                var record = ReadNext();
                if (record is null)
                {
                    return null;
                }

                if (record.Sequence > _cursor.Position)
                {
                    _cursor.Issue(record.Sequence);
                    return record;
                }
            }
        }
    }

    private SpoolRecord? ReadNext()
    {
        while (true)
        {
            if (_reader?.Read() is { } record)
            {
                return record;
            }

            if (_reader is { IsAtEnd: false })
            {
                PassDamage_NeedsLock(_reader);
                continue;
            }

            var next = _segments.Find(s => s.Length > 0 && (_reader is null || s.FirstSequence > _reader.Segment.FirstSequence));
            if (next is null)
            {
                return null;
            }

            _reader?.Dispose();
            _reader = new SegmentReader(next);
        }
    }

    /// <summary>Deletes segments that are delivered whole. The newest stays: its name carries the numbering on.</summary>
    private void RemoveDelivered()
    {
        while (_segments.Count > 1 && _segments[0].LastSequence <= _cursor.Position)
        {
            var segment = _segments[0];
            if (_reader?.Segment == segment)
            {
                if (!_reader.IsAtEnd)
                {
                    return;
                }

                _reader.Dispose();
                _reader = null;
            }

            _cursor.Save();
            SegmentRecovery.Delete(segment);
            _segments.RemoveAt(0);
            Interlocked.Add(ref _segmentBytes, -segment.Length);
        }
    }

    private sealed record Append(SpoolMessage Message)
    {
        public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
