using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// A phone as a buyer typed it, made readable without guessing: full-width and Arabic digits become plain ones, invisible marks
/// that address books leave behind and a "tel:" before the number go, dashes and dots of any script become "-", letters of a North American number (555-555-SHIP) become the digits of their keys.
/// </summary>
internal static partial class PhoneText
{
    private const int DigitsMin = 5;

    /// <summary>Separators that Unicode does not count among the dashes: minus, middle dots, bullets, and the long vowel that Japanese keyboards give for a dash.</summary>
    private const string OtherSeparators = "\u2212\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65\u30FC\uFF70";

    /// <summary>Letters of keys 2 to 9. Source: ITU-T E.161, figure 2.</summary>
    private const string Keypad = "22233344455566677778889999";

    /// <summary>Countries of the North American Numbering Plan, where letters for digits are usual.</summary>
    private static readonly FrozenSet<string> NorthAmerica = new[]
    {
        "US", "CA", "AG", "AI", "AS", "BB", "BM", "BS", "DM", "DO", "GD", "GU", "JM", "KN", "KY", "LC", "MP", "MS", "PR", "SX", "TC", "TT", "VC", "VG", "VI",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>The number, or empty when the text holds none ("n/a", "-"). What is no phone but might be one is left for the hub to judge.</returns>
    public static string Clean(string text, string countryCode)
    {
        var plain = Plain(text);
        var dialled = NorthAmerica.Contains(countryCode) ? Dialled(plain) : plain;
        return dialled.Count(char.IsAsciiDigit) >= DigitsMin || IsCode(dialled) ? dialled : string.Empty;
    }

    /// <summary>Masked, encrypted and pseudo numbers of platforms hold few digits and are worth keeping.</summary>
    private static bool IsCode(string text) => text.AsSpan().ContainsAny('*', '_') || (text.Length >= 24 && !text.Contains(' ', StringComparison.Ordinal));

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var typed in text)
        {
            var c = typed is >= '\uFF01' and <= '\uFF5E' ? (char)(typed - 0xFEE0) : typed; // Full width, as East Asian keyboards give it.
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit >= 0)
            {
                plain.Append((char)('0' + digit));
            }
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.DashPunctuation || OtherSeparators.Contains(c, StringComparison.Ordinal))
            {
                plain.Append('-');
            }
            else if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                plain.Append(c);
            }
        }

        return Label().Replace(plain.ToString().Trim().TrimStart('\''), "").Trim();
    }

    /// <summary>As in a link or on a letterhead: "tel:", "Tel.", "Tel ". A word that goes on is none.</summary>
    [GeneratedRegex(@"^\s*tel(?:\.?:|\.|\s)\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    /// <summary>Ten places, or eleven with the country code, of which at least three are digits; else the text as it is.</summary>
    private static string Dialled(string text)
    {
        var (digits, letters) = (text.Count(char.IsAsciiDigit), text.Count(char.IsAsciiLetter));
        return letters > 0 && digits >= 3 && digits + letters is 10 or 11 && text.All(c => char.IsAsciiLetterOrDigit(c) || " +-.()".Contains(c, StringComparison.Ordinal))
            ? string.Concat(text.Select(c => char.IsAsciiLetter(c) ? Keypad[char.ToUpperInvariant(c) - 'A'] : c))
            : text;
    }
}
