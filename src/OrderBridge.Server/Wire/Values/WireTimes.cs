using Google.Protobuf.WellKnownTypes;

namespace OrderBridge.Server.WireFormat;

/// <summary>
/// Times and durations. A tick of .NET is 100 ns and a Timestamp holds nanoseconds, so what the hub writes it reads back exactly; finer digits of
/// a caller are cut off. The journal's own times are coarser: it keeps microseconds.
/// </summary>
public static class WireTimes
{
    private const long SecondsMin = -62_135_596_800; // 0001-01-01, the first second of both sides.
    private const long SecondsMax = 253_402_300_799; // 9999-12-31T23:59:59, the last.
    private const int NanosMax = 999_999_999;
    private const int NanosPerTick = 100;

    /// <summary>Largest whole seconds of a TimeSpan, less one.</summary>
    private const long SpanSecondsMax = (long.MaxValue / TimeSpan.TicksPerSecond) - 1;

    public static Timestamp ToWire(this DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    /// <summary>Null stays absent.</summary>
    public static Timestamp? ToWire(this DateTimeOffset? time) => time is { } given ? Timestamp.FromDateTimeOffset(given) : null;

    public static Duration ToWire(this TimeSpan span) => Duration.FromTimeSpan(span);

    /// <summary>Null when it lies outside the years 1 to 9999 or its nanoseconds outside a second.</summary>
    public static DateTimeOffset? TryRead(Timestamp time) =>
        time.Seconds is >= SecondsMin and <= SecondsMax && time.Nanos is >= 0 and <= NanosMax
            ? DateTimeOffset.UnixEpoch.AddTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanos / NanosPerTick))
            : null;

    /// <summary>Absent is the default value.</summary>
    /// <exception cref="InvalidDataException">No time of the calendar.</exception>
    internal static DateTimeOffset Read(this Timestamp? time) => time.ReadOrNull() ?? default;

    /// <inheritdoc cref="Read(Timestamp?)"/>
    /// <returns>Null when absent.</returns>
    internal static DateTimeOffset? ReadOrNull(this Timestamp? time) => time is null
        ? null
        : TryRead(time) ?? throw new InvalidDataException($"{time.Seconds} s and {time.Nanos} ns are no time of the calendar.");

    /// <summary>Absent is zero.</summary>
    /// <exception cref="InvalidDataException">Longer than a TimeSpan.</exception>
    internal static TimeSpan Read(this Duration? span)
    {
        if (span is null)
        {
            return TimeSpan.Zero;
        }

        return span.Seconds is >= -SpanSecondsMax and <= SpanSecondsMax && span.Nanos is >= -NanosMax and <= NanosMax
            ? TimeSpan.FromTicks((span.Seconds * TimeSpan.TicksPerSecond) + (span.Nanos / NanosPerTick))
            : throw new InvalidDataException($"{span.Seconds} s and {span.Nanos} ns are no duration.");
    }
}
