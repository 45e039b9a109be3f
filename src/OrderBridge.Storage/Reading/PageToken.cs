using System.Globalization;

namespace OrderBridge.Storage.Reading;

/// <summary>Where a page of a newest-first list ended: time and id of its last item.</summary>
internal readonly record struct PageToken(long TimeUs, string Id)
{
    public const int SizeDefault = 50;
    public const int SizeMax = 500;

    /// <summary>Null for the first page.</summary>
    /// <exception cref="ArgumentException">The text is not a token of this hub.</exception>
    public static PageToken? Parse(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var at = text.IndexOf('.', StringComparison.Ordinal);
        return at > 0 && long.TryParse(text.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            ? new PageToken(time, text[(at + 1)..])
            : throw new ArgumentException("The page token is not one that this hub gave.", nameof(text));
    }

    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 500.</exception>
    public static int Size(int asked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(asked);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(asked, SizeMax);
        return asked == 0 ? SizeDefault : asked;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TimeUs}.{Id}");
}
