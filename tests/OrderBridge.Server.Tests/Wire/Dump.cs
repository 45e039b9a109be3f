using System.Collections;
using System.Globalization;
using System.Text;

namespace OrderBridge.Server.Tests.Wire;

/// <summary>Writes everything a value is made of: two values are the same when their dumps are (arrays of records compare by reference).</summary>
internal static class Dump
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append('"').Append(s).Append('"');
                break;
            case DateTimeOffset time:
                text.Append(CultureInfo.InvariantCulture, $"@{time.UtcTicks}");
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case IConvertible or TimeSpan or DateOnly:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            default:
                Members(text, value);
                break;
        }
    }

    private static void Members(StringBuilder text, object value)
    {
        var type = value.GetType();
        text.Append(type.Name).Append('{');
        var isPair = type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite || isPair))
        {
            text.Append(property.Name).Append('=');
            Write(text, property.GetValue(value));
            text.Append(' ');
        }

        text.Append('}');
    }
}
