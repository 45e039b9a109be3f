using System.Globalization;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>Kuaidi100's times: wall clock of China, no offset written.</summary>
public static class PushTime
{
    public const string Format = "yyyy-MM-dd HH:mm:ss";
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    // The first is documented; the others were seen in pushes of smaller carriers.
    private static readonly string[] Formats =
    [
        Format, "yyyy-MM-dd HH:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d H:mm", "yyyy/M/d H:mm:ss", "yyyy/M/d H:mm",
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-dd",
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
        return (trimmed.EndsWith('Z') || trimmed.LastIndexOf('+') > 10)
            && DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    public static string Write(DateTimeOffset time) => time.ToOffset(Offset).ToString(Format, CultureInfo.InvariantCulture);
}
