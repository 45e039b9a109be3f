using System.Globalization;
using System.Text.RegularExpressions;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>Kuaidi100's times: wall clock of China, no offset written.</summary>
public static partial class PushTime
{
    public const string Format = "yyyy-MM-dd HH:mm:ss";
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    // The first is documented; the others were seen in pushes of smaller carriers. Fractions of a second (F) may be missing.
    private static readonly string[] Formats =
    [
        Format, "yyyy-M-d H:mm", "yyyy-M-d H:mm:ss.FFFFFFF", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss.FFFFFFF",
        "yyyy-M-d'T'H:mm", "yyyy-M-d'T'H:mm:ss.FFFFFFF", "yyyy-MM-dd",
    ];

    /// <summary>Null when the text is no time.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (DateTime.TryParseExact(trimmed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
        {
            return new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), Offset).ToUniversalTime();
        }

        // A text that names its offset needs no assumption.
        return NamesOffset().IsMatch(trimmed)
            && DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    /// <summary>A day, something of a time, and an offset without a blank in it: "10:00 - 11:00" is a span.</summary>
    [GeneratedRegex(@"^\d{4}[-/].{4,}:\d{2}(?:\.\d+)?\s?(?:Z|[+-]\d{2}(?::?\d{2})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex NamesOffset();

    public static string Write(DateTimeOffset time) => time.ToOffset(Offset).ToString(Format, CultureInfo.InvariantCulture);
}
