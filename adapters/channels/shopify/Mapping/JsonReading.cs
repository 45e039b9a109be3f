using System.Globalization;
using System.Text.Json;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>Reads what is there and shrugs at what is not: Shopify's fields are null, absent, numbers or strings as they please.</summary>
internal static class JsonReading
{
    /// <summary>Beyond this a decimal starts to round by itself.</summary>
    public const int DigitsMax = 28;

    /// <summary>A member that is there and not null. One wrapped in an object of its own name is unwrapped (the documentation's sample does that).</summary>
    public static JsonElement? Member(this JsonElement owner, string name)
    {
        if (owner.ValueKind is not JsonValueKind.Object || !owner.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var inner))
        {
            value = inner;
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    public static JsonElement? Member(this JsonElement? owner, string name) => owner?.Member(name);

    /// <summary>Text without blanks around it: of a string, the digits of a number, true or false. Empty for all else and for the text "null".</summary>
    public static string Text(this JsonElement owner, string name) => owner.Member(name) is { } value ? TextOf(value) : "";

    public static string Text(this JsonElement? owner, string name) => owner?.Text(name) ?? "";

    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Trim() is var text && text is not "null" ? text : "",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "",
    };

    public static bool Flag(this JsonElement owner, string name) => owner.Text(name) is "true" or "1";

    /// <summary>A whole number, also one written as 2.0; null when there is none.</summary>
    public static long? Whole(this JsonElement owner, string name)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var text = owner.Text(name);
        return text.Length <= DigitsMax && decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : null;
    }

    /// <summary>A time with its offset; one without is taken for UTC. Null when it is none.</summary>
    public static DateTimeOffset? Time(this JsonElement owner, string name) => DateTimeOffset.TryParse(
        owner.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The objects of a list; a single object counts as a list of one, anything else as an empty list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement owner, string name) => owner.Member(name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object),
        { ValueKind: JsonValueKind.Object } one when one.EnumerateObject().Any() => [one],
        _ => [],
    };

    /// <summary>The first text that is not empty.</summary>
    public static string FirstOf(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > 0)
            {
                return text;
            }
        }

        return "";
    }
}
