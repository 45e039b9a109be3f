using System.Text.RegularExpressions;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// Whether the hub would take a text for a phone, as far as it takes to choose among several: 5 to 15 digits with the separators people write, or what platforms send instead
/// of a number. Of Chinese numbers the hub also knows which are given out; here their length and first digits decide.
/// </summary>
internal static partial class PhoneRules
{
    public static bool IsUsable(string phone, string countryCode)
    {
        if (phone.AsSpan().ContainsAny('*', '=') || Pseudo().IsMatch(phone))
        {
            return true;
        }

        if (!Plain().IsMatch(phone))
        {
            return phone.Length >= 24 && !phone.Any(char.IsWhiteSpace); // An encrypted value.
        }

        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return countryCode == "CN" && !IsAbroad(phone, digits) ? Chinese().IsMatch(digits) : digits.Length is >= 5 and <= 15;
    }

    /// <summary>A number with the code of another country.</summary>
    private static bool IsAbroad(string phone, string digits) =>
        (phone.TrimStart('(').StartsWith('+') && !digits.StartsWith("86", StringComparison.Ordinal))
        || (digits.StartsWith("00", StringComparison.Ordinal) && !digits.StartsWith("0086", StringComparison.Ordinal));

    /// <summary>A mobile, a landline with its area code, or a 400 or 800 number, with or without 86.</summary>
    [GeneratedRegex(@"^(?:1\d{10}|0\d{9,17}|[48]00\d{7,13}|(?:00)?86(?:1\d{10}|[02-9]\d{8,17}|10\d{8,14}))$", RegexOptions.CultureInvariant)]
    private static partial Regex Chinese();

    [GeneratedRegex(@"^[+(]?[\d\s().\-/]{3,40}(?:(?:,|;|x|ext\.?|#|转|-)+\s?\d{1,8})?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^1\d{10}\s?(?:-|,{1,2}|转|#)\s?\d{1,6}$|^[A-Za-z]{2,20}_[\w\-]{4,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Pseudo();
}
