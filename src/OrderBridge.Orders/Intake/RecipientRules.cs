using System.Text.RegularExpressions;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Content;

namespace OrderBridge.Orders.Intake;

/// <summary>Who receives, and where to: complete enough to ship (S0-1, S0-2, S1-20, S2-1).</summary>
internal static partial class RecipientRules
{
    public static IEnumerable<FieldViolation> Of(OrderContent content, OrderOptions options) =>
        [.. Contact(content, options), .. Destination(content)];

    /// <summary>
    /// Whether a text can be a phone: a Chinese mobile by the numbering plan, any other number with 5 to 15 digits, or what platforms send
    /// instead of one: masked, encrypted, pseudo numbers with extension. Digits of an extension do not count as the number's.
    /// </summary>
    public static bool IsPhone(string phone, string countryCode, bool checkChinese)
    {
        var text = phone.Trim();
        var number = Extended().Match(text) is { Success: true } extended ? extended.Groups["number"].Value : text;
        if (number.Contains('*', StringComparison.Ordinal) || number.Contains('=', StringComparison.Ordinal) || Pseudo().IsMatch(text))
        {
            return true;
        }

        if (!Plain().IsMatch(number))
        {
            return text.Length >= 24 && !text.Any(char.IsWhiteSpace); // An encrypted value: letters, no blanks, long.
        }

        return countryCode == "CN" && checkChinese ? IsForChina(number) : number.Count(char.IsAsciiDigit) is >= 5 and <= 15;
    }

    /// <summary>In China a hyphen parts the extension too, as it parts the rest: it counts as one only where a whole number is before it.</summary>
    private static bool IsForChina(string number) =>
        IsChinese(number) || (Hyphenated().Match(number) is { Success: true } extended && IsChinese(extended.Groups["number"].Value));

    /// <summary>A mobile by the plan, a landline with its area code, or a 400 or 800 number; with or without +86. Foreign numbers begin with + or 00.</summary>
    private static bool IsChinese(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var isAbroad = text.StartsWith('+') || text.StartsWith("(+", StringComparison.Ordinal) || digits.StartsWith("00", StringComparison.Ordinal);
        var number = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
        if (isAbroad && !number.StartsWith("86", StringComparison.Ordinal))
        {
            return number.Length is >= 5 and <= 15;
        }

        var national = number.StartsWith("86", StringComparison.Ordinal) && (isAbroad || number.Length is 12 or 13) ? number[2..] : number;
        return ChineseMobile().IsMatch(national)
            || ServiceNumber().IsMatch(national)
            || AreaNumber().IsMatch(national)
            || (national.Length < number.Length && NationalNumber().IsMatch(national));
    }

    private static IEnumerable<FieldViolation> Contact(OrderContent content, OrderOptions options)
    {
        var recipient = content.Recipient;
        if (!ContentRules.IsText(recipient.Name, 200))
        {
            yield return new("order.recipient.name", OrderReasons.NameMissing, "Set who receives the parcel, 1 to 200 characters.");
        }

        if (string.IsNullOrWhiteSpace(recipient.Phone) && string.IsNullOrWhiteSpace(recipient.Email))
        {
            yield return new("order.recipient.phone", OrderReasons.PhoneMissing, "Set a phone, or an e-mail address where the channel has no phone.");
        }
        else if (!string.IsNullOrWhiteSpace(recipient.Phone) && !IsPhone(recipient.Phone, content.ShippingAddress.CountryCode, options.CheckChinesePhones))
        {
            yield return new("order.recipient.phone", OrderReasons.PhoneInvalid, "Correct the number: a Chinese mobile has 11 digits, a landline its area code, others 5 to 15 digits, an extension apart.");
        }
    }

    private static IEnumerable<FieldViolation> Destination(OrderContent content)
    {
        var address = content.ShippingAddress;
        if (address.CountryCode is not { Length: 2 } code || !code.All(char.IsAsciiLetterUpper))
        {
            yield return new("order.shipping_address.country_code", OrderReasons.CountryInvalid, "Set an ISO 3166-1 code of two capitals, such as CN.");
        }

        if (!ContentRules.IsText(address.Street, 500))
        {
            yield return new("order.shipping_address.street", OrderReasons.AddressIncomplete, "Set street and house, 1 to 500 characters.");
        }

        if (string.IsNullOrWhiteSpace(address.City) && string.IsNullOrWhiteSpace(address.Province) && string.IsNullOrWhiteSpace(address.PostalCode))
        {
            yield return new("order.shipping_address.city", OrderReasons.AddressIncomplete, "Set the city, or the province or postal code where there is none.");
        }
    }

    /// <summary>Chinese mobile numbering plan, as libphonenumber's metadata has it (checked by running it).</summary>
    [GeneratedRegex(@"^1(?:610\d|740[0-5])\d{6}$|^1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex ChineseMobile();

    /// <summary>A 400 or 800 number, ten digits, and an extension with no sign before it.</summary>
    [GeneratedRegex(@"^[48]00\d{7}\d{0,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceNumber();

    /// <summary>A landline with the trunk 0 and its area code of two or three digits, seven or eight digits, and an extension with no sign before it.</summary>
    [GeneratedRegex(@"^0(?:10|2\d|[3-9]\d{2})\d{7,8}\d{0,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex AreaNumber();

    /// <summary>A landline after the country code: its area code without the trunk 0.</summary>
    [GeneratedRegex(@"^(?:10|2\d|[3-9]\d{2})\d{7,8}$", RegexOptions.CultureInvariant)]
    private static partial Regex NationalNumber();

    /// <summary>Digits with the separators people write.</summary>
    [GeneratedRegex(@"^\(?\+?[\d\s().\-/]{3,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    /// <summary>A number and its extension, by the signs that part them (RFC 3966 writes ;ext=, diallers a comma for each pause).</summary>
    [GeneratedRegex(
        @"^(?<number>\(?\+?[\d\s().\-/]{3,40})(?:;\s?ext=|(?:ext(?:ension)?\.?|[,;x#转]|分机)(?:ext\.?|[,;x#转\-])*)[\s:：]*\d{1,8}#?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Extended();

    /// <summary>A Chinese number and an extension after a hyphen.</summary>
    [GeneratedRegex(@"^(?<number>.*\d)\s?-\s?\d{1,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphenated();

    /// <summary>
    /// A virtual number with a privacy extension (17000000000-1234; +86 17000000000,,1234), which need not be in the plan, or a platform's pseudo
    /// number (YUNJI_...).
    /// </summary>
    [GeneratedRegex(@"^(?:\(?(?:\+|00)?86\)?[\s\-]?)?1\d{10}\s?(?:-|,{1,2}|转|#)\s?\d{1,6}$|^[A-Za-z]{2,20}_[\w\-]{4,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Pseudo();
}
