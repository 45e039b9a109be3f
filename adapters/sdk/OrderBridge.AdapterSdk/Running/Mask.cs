using System.Text.RegularExpressions;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>Makes text fit for a log: what could name or reach a person is starred out.</summary>
public static partial class Mask
{
    /// <summary>Keeps the last four digits of a number of eleven or more, the last two of a shorter one: 13812345678 becomes *******5678.</summary>
    public static string Phone(string? phone)
    {
        var digits = phone?.Count(char.IsAsciiDigit) ?? 0;
        var keep = digits >= 11 ? 4 : Math.Min(2, digits / 2);
        var seen = 0;
        return string.Concat((phone ?? "").Select(c => !char.IsAsciiDigit(c) ? c : ++seen > digits - keep ? c : '*'));
    }

    /// <summary>Keeps the first character and the domain: bob@example.com becomes b***@example.com.</summary>
    public static string Email(string? email)
    {
        var at = email?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at < 1 ? "***" : $"{email![0]}***{email[at..]}";
    }

    /// <summary>Keeps the first character of a name.</summary>
    public static string Name(string? name) => string.IsNullOrEmpty(name) ? "" : $"{char.ConvertFromUtf32(char.ConvertToUtf32(name + ' ', 0))}**";

    /// <summary>Stars out e-mail addresses and runs of seven and more digits in any text.</summary>
    public static string Text(string? text) =>
        LongNumber().Replace(EmailAddress().Replace(text ?? "", match => Email(match.Value)), match => Phone(match.Value));

    [GeneratedRegex(@"[^\s@""'<>]+@[^\s@""'<>]+\.[^\s@""'<>]+", RegexOptions.None, 1000)]
    private static partial Regex EmailAddress();

    [GeneratedRegex(@"\+?\d(?:[ \-]?\d){6,}", RegexOptions.None, 1000)]
    private static partial Regex LongNumber();
}
